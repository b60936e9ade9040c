import { expect, test } from 'vitest';
import { recordTree } from '../../../../renderer/views/logs/detail/record-tree.ts';
import { parseLog } from '../../../../shared/log-format/parse-log.ts';
import { logRow } from '../log-row.ts';

const treeOf = (given: Parameters<typeof logRow>[0]) => {
  const row = logRow(given);
  return recordTree(row, parseLog(row.body, row.format));
};

test('a JSON line is shown as the object that it is', () => {
  expect(treeOf({ body: '{"msg":"hi","user":{"id":7}}', format: 'json' })).toMatchObject({
    severity: 'INFO',
    body: { msg: 'hi', user: { id: 7 } },
    from: { container: 'api', service: null, source: 'docker', stream: 'stdout' },
  });
});

test('any other line is shown by its message and fields', () => {
  expect(treeOf({ body: 'msg=stored order=o-1', format: 'logfmt' })).toMatchObject({
    message: 'stored',
    fields: { order: 'o-1' },
  });
});

test('a key that is special to the language stays a key', () => {
  const tree = treeOf({ attributes: [['__proto__', 'x']] }) as { attributes: object };
  expect(Object.keys(tree.attributes)).toEqual(['__proto__']);
});
