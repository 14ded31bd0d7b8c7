// flatten.mjs OUT DEST Name...   forge artifact -> {contractName, abi, bytecode} as web3j-maven-plugin reads it, and what a check of
// deployed code needs: deployedBytecode, and where immutables stand in it (byte offsets of 32-byte words)
import fs from 'node:fs';
import path from 'node:path';

const [out, destination, ...names] = process.argv.slice(2);
fs.mkdirSync(destination, { recursive: true });
for (const name of names) {
  const artifact = JSON.parse(fs.readFileSync(path.join(out, `${name}.sol`, `${name}.json`), 'utf8'));
  const deployed = artifact.deployedBytecode;
  const immutables = Object.values(deployed.immutableReferences ?? {})
    .flat()
    .map((reference) => reference.start)
    .sort((a, b) => a - b);
  const flat = { contractName: name, abi: artifact.abi, bytecode: artifact.bytecode.object, deployedBytecode: deployed.object, immutables };
  fs.writeFileSync(path.join(destination, `${name}.json`), JSON.stringify(flat, null, 1) + '\n');
}
