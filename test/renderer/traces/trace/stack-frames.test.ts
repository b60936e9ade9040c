import { expect, test } from 'vitest';
import {
  libraryOf,
  readFrame,
  stackParts,
} from '../../../../renderer/views/traces/trace/span/stack-frames.ts';

test.each([
  ['    at PspClient.request (src/client.ts:88:13)', 'PspClient.request', 'src/client.ts:88:13'],
  ['    at /app/main.js:3:1', '', '/app/main.js:3:1'],
  ['\tat com.shop.Cart.add(Cart.java:42)', 'com.shop.Cart.add', 'Cart.java:42'],
  ['  File "/app/shop.py", line 12, in charge', 'charge', '/app/shop.py:12'],
  ['\t/src/shop/main.go:31 +0x1d', '', '/src/shop/main.go:31'],
  ['   at Shop.Cart.Add(Int32 id) in /src/Cart.cs:line 9', 'Shop.Cart.Add(Int32 id)', '/src/Cart.cs:line 9'],
])('reads the frame %j', (text, call, place) => {
  expect(readFrame(text).frame).toEqual({ call, place });
});

test.each([
  ['    at f (/app/node_modules/@grpc/grpc-js/build/src/call.js:1:2)', '@grpc/grpc-js'],
  ['    at f (/app/node_modules/.pnpm/pg@8.1.0/node_modules/pg/lib/client.js:1:2)', 'pg'],
  [
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    'node:internal/process/task_queues',
  ],
  ['  File "/venv/lib/python3.12/site-packages/flask/app.py", line 1, in f', 'flask'],
  ['\tat org.springframework.web.Filter.run(Filter.java:1)', 'org.springframework'],
  ['\tat com.shop.Cart.add(Cart.java:42)', null],
])('knows whose frame %j is', (text, library) => {
  expect(libraryOf(readFrame(text))).toBe(library);
});

test('frames of one library in a row become one part, and the program keeps its own', () => {
  const stack = [
    'Error: no answer',
    '    at mine (src/a.ts:1:1)',
    '    at one (/app/node_modules/pg/lib/a.js:1:1)',
    '    at two (/app/node_modules/pg/lib/b.js:1:1)',
    '    at mine (src/b.ts:1:1)',
  ].join('\n');
  expect(
    stackParts(stack).map((part) => (part.kind === 'line' ? part.line.text.trim() : part.lines.length)),
  ).toEqual(['Error: no answer', 'at mine (src/a.ts:1:1)', 2, 'at mine (src/b.ts:1:1)']);
});

test('a line of a megabyte is a line and nothing more', () => {
  expect(stackParts(`    at ${'x('.repeat(500_000)}`)).toHaveLength(1);
});
