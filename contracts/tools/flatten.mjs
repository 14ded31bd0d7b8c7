// flatten.mjs OUT DEST Name[+Half]...   forge artifact -> {contractName, abi, bytecode} as web3j-maven-plugin reads it, and what a check of
// deployed code needs: deployedBytecode, and where immutables stand in it (byte offsets of 32-byte words)
import fs from 'node:fs';
import path from 'node:path';

const [out, destination, ...names] = process.argv.slice(2);
fs.mkdirSync(destination, { recursive: true });
// A contract that has changed its compiler profile stands under src/ as long as the old artifact lies in the way: the newer one counts.
const read = (name) => {
  const places = ['', 'src'].map((folder) => path.join(out, folder, `${name}.sol`, `${name}.json`)).filter((file) => fs.existsSync(file));
  places.sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
  return JSON.parse(fs.readFileSync(places[0], 'utf8'));
};
const signature = (item) => `${item.type} ${item.name}(${(item.inputs ?? []).map((input) => input.type)})`;
for (const given of names) {
  // House+Half: a contract that passes what it does not know on to another answers for both.
  const [name, half] = given.split('+');
  const artifact = read(name);
  if (half) {
    const known = new Set(artifact.abi.map(signature));
    artifact.abi.push(...read(half).abi.filter((item) => item.type !== 'constructor' && !known.has(signature(item))));
  }
  const deployed = artifact.deployedBytecode;
  const immutables = Object.values(deployed.immutableReferences ?? {})
    .flat()
    .map((reference) => reference.start)
    .sort((a, b) => a - b);
  const flat = { contractName: name, abi: artifact.abi, bytecode: artifact.bytecode.object, deployedBytecode: deployed.object, immutables };
  fs.writeFileSync(path.join(destination, `${name}.json`), JSON.stringify(flat, null, 1) + '\n');
}
