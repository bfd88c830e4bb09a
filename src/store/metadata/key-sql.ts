/** The queries about access keys. A signed request makes the first of them, so they are SQL prepared once. */

const LISTED_COLUMNS = 'id, account, enabled, read_only, buckets, note, parent, expires_at, created_at, last_used_at';
const COLUMNS = `secret, token, ${LISTED_COLUMNS}`;

export const KEY = `select ${COLUMNS} from access_keys where id = :id`;

export const LOCK_KEY = `${KEY} for update`;

export const KEYS = `select ${LISTED_COLUMNS} from access_keys order by created_at, id`;

export const KEYS_OF_ACCOUNT = `
  select ${LISTED_COLUMNS} from access_keys where account = :account order by created_at, id`;

export const ADD_KEY = `
  insert into access_keys (${COLUMNS})
  values (:secret, :token, :id, :account, :enabled, :read_only, :buckets, :note, :parent, :expires_at, :created_at,
    :last_used_at)`;

export const CHANGE_KEY = `
  update access_keys set enabled = :enabled, read_only = :read_only, buckets = :buckets where id = :id`;

export const REMOVE_KEY = 'delete from access_keys where id = :id';

export const REMOVE_TEMPORARY_OF = 'delete from access_keys where parent = :id';

export const REMOVE_EXPIRED = 'delete from access_keys where expires_at < :until';

export const USE_KEY = `
  update access_keys set last_used_at = :at where id = :id and (last_used_at is null or last_used_at < :at)`;
