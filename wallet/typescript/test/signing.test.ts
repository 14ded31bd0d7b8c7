import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashDomain, hashStruct, hashTypedData } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { read, vectors } from './vectors.js';

const file = vectors('signing');
/** Of messages that no contract reads. */
const offers = read('wallet/signing/src/test/resources/caisson/signing/offers.json');
const messages = [...file.messages, ...offers.messages];
const account = privateKeyToAccount(file.privateKey);

interface Field {
  name: string;
  type: string;
}

/** "Cancel(uint32 account,uint64 nonce)" as a wallet wants it; the structs it is made of follow it. */
function parse(type: string): { name: string; types: Record<string, Field[]> } {
  const types: Record<string, Field[]> = {};
  for (const [, name, list] of type.matchAll(/(\w+)\(([^)]*)\)/g)) {
    types[name!] = list!.split(',').map((field) => {
      const [kind, called] = field.split(' ');
      return { name: called!, type: kind! };
    });
  }
  return { name: Object.keys(types)[0]!, types };
}

test('a wallet that never saw our code signs the same bytes', async () => {
  assert.equal(account.address, file.address);
  const domainType = [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ];
  assert.equal(hashDomain({ domain: file.domain, types: { EIP712Domain: domainType } }), file.domainSeparator);
  assert.deepEqual(offers.domain, file.domain);
  for (const { type, message, structHash, digest, signature } of messages) {
    const { name, types } = parse(type);
    const typed = { domain: file.domain, types, primaryType: name, message };
    assert.equal(hashStruct({ data: message, primaryType: name, types: typed.types }), structHash, type);
    assert.equal(hashTypedData(typed), digest, type);
    assert.equal(await account.signTypedData(typed), signature, type);
  }
});

test('every type the venue reads stands in the vectors', () => {
  const names = new Set(messages.map((entry: any) => parse(entry.type).name));
  const told = ['Order', 'Submit', 'Amend', 'Cancel', 'CancelAll', 'Trigger', 'Schedule', 'Scale', 'Twap', 'Bundle', 'Backstop', 'Agent', 'Level', 'Withdraw', 'Transfer', 'Header', 'Permit'];
  assert.deepEqual([...names].sort(), told.sort());
});
