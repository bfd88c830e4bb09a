import { expect, test } from 'vitest';
import { postgresOf, sqliteOf, sqliteValues } from '#src/store/metadata/dialects.js';

test('PostgreSQL counts its values, each name once', () => {
  expect(postgresOf('select :a, cast(:b as text), x::int from t where k = :a')).toEqual({
    text: 'select $1, cast($2 as text), x::int from t where k = $1',
    names: ['a', 'b'],
  });
});

test('a list is a table with one column', () => {
  const sql = 'delete from t where id in (select id from each(:ids)) and n > :n';
  expect(postgresOf(sql)).toEqual({
    text: 'delete from t where id in (select id from unnest(cast($1 as text[])) as each(id)) and n > $2',
    names: ['ids', 'n'],
  });
  expect(sqliteOf(sql)).toBe(
    'delete from t where id in (select id from (select value as id from json_each(:ids))) and n > :n',
  );
  expect(sqliteValues({ ids: ['a', '"'], n: 1, none: null })).toEqual({ ids: '["a","\\""]', n: 1, none: null });
});

test('SQLite locks no rows, and has other names for three functions', () => {
  expect(sqliteOf('select strpos(a, chr(1)) from t for update')).toBe('select instr(a, char(1)) from t ');
  expect(sqliteOf('select json_agg(a) from t')).toBe('select json_group_array(a) from t');
  expect(sqliteOf('select 1 from t for share')).toBe('select 1 from t ');
});
