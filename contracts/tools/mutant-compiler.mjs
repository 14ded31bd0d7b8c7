// The compiler, loaded once, for one changed source at a time: bytecode of every contract that holds it, without the optimiser.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const solc = createRequire(import.meta.url)('solc');
// Deployed by tests as artifacts; all else in src is a library, an interface, a base, or, like Emergency, part of another's code.
const DEPLOYED = [
  'Attestors',
  'Authority',
  'Challenge',
  'ClearingHouse',
  'Demand',
  'EmergencyMatch',
  'ExitDesk',
  'FillVerifier',
  'ForceQueue',
  'GasStation',
  'InsuranceFund',
  'MoveJudge',
  'OracleHub',
  'PasskeyAccount',
  'PasskeyFactory',
  'PriceJudge',
  'Steward',
  'Timelock',
  'Vault',
];

// compile(source, text): { artifact: bytecode } of all that holds the source, null when it does not compile.
export function compiler(folder) {
  const remappings = [...fs.readFileSync(path.join(folder, 'foundry.toml'), 'utf8').matchAll(/^ +"(\S+=\S+)",$/gm)].map((found) => found[1]);
  const files = Object.fromEntries([...DEPLOYED.map((name) => [`src/${name}.sol`, name]), ['test/support/Libraries.t.sol', 'Libraries']]);
  const imports = new Map();

  function closure(file) {
    if (!imports.has(file)) {
      const all = new Set([file]);
      imports.set(file, all);
      for (const [, to] of fs.readFileSync(path.join(folder, file), 'utf8').matchAll(/from "(\.[^"]+)"/g)) {
        for (const one of closure(path.join(path.dirname(file), to))) all.add(one);
      }
    }
    return imports.get(file);
  }

  return (source, text) => {
    const holders = Object.entries(files).filter(([file]) => closure(file).has(source));
    const read = (name) => {
      if (name === source) return { contents: text };
      const file = path.join(folder, name);
      return fs.existsSync(file) ? { contents: fs.readFileSync(file, 'utf8') } : { error: `no file ${name}` };
    };
    const input = {
      language: 'Solidity',
      sources: Object.fromEntries(holders.map(([file]) => [file, { content: read(file).contents }])),
      settings: {
        remappings,
        evmVersion: 'osaka',
        viaIR: true,
        optimizer: { enabled: false, details: { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: 'u:' } } },
        metadata: { bytecodeHash: 'none', appendCBOR: false },
        outputSelection: Object.fromEntries(holders.map(([file, name]) => [file, { [name]: ['evm.bytecode.object'] }])),
      },
    };
    const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
    if ((output.errors ?? []).some((error) => error.severity === 'error')) return null;
    const codes = {};
    for (const [file, name] of holders) codes[`${path.basename(file)}/${name}.json`] = output.contracts[file][name].evm.bytecode.object;
    return codes;
  };
}
