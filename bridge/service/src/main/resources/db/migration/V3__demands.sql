-- From final blocks: what somebody asked to be shown of a batch, and the transaction that showed it.
create table demand (
  batch_no bigint not null,
  hash text not null,
  deadline bigint not null,
  block bigint not null,
  transaction_hash text not null,
  answered text,
  primary key (batch_no, hash)
);
