// flatten.mjs OUT DEST Name...   forge artifact -> the shape web3j-maven-plugin reads: {contractName, abi, bytecode}
import fs from 'node:fs';
import path from 'node:path';

const [out, destination, ...names] = process.argv.slice(2);
fs.mkdirSync(destination, { recursive: true });
for (const name of names) {
  const artifact = JSON.parse(fs.readFileSync(path.join(out, `${name}.sol`, `${name}.json`), 'utf8'));
  const flat = { contractName: name, abi: artifact.abi, bytecode: artifact.bytecode.object };
  fs.writeFileSync(path.join(destination, `${name}.json`), JSON.stringify(flat, null, 1) + '\n');
}
