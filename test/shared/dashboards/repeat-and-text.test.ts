import { expect, test } from 'vitest';
import { isSafeUrl, readMarkdown } from '../../../shared/dashboards/markdown.ts';
import { newPanel, newVariable, type Panel } from '../../../shared/dashboards/model.ts';
import { placedPanels, repeated } from '../../../shared/dashboards/repeat.ts';
import { variableValue } from '../../../shared/dashboards/variable-values.ts';

const variable = newVariable({ name: 'host', kind: 'query', multi: true, includeAll: true });
const options = ['a', 'b', 'c'].map((value) => ({ text: value, value }));
const values = new Map([['host', variableValue(variable, options, ['$__all'])]]);
const panel = (given: Partial<Panel> & { id: number }) =>
  newPanel({ kind: 'timeseries', grid: { x: 0, y: 0, w: 24, h: 4 }, ...given });
const shown = (panels: Panel[]) =>
  placedPanels(repeated(panels, values), () => false).map(({ at, scoped }) => [
    scoped.get('host')?.values[0],
    at.x,
    at.y,
    at.w,
  ]);

test('a panel is repeated across for each value, so many a line', () => {
  const repeat = { variable: 'host', direction: 'across', most: 2 } as const;
  expect(shown([panel({ id: 1, repeat })])).toEqual([
    ['a', 0, 0, 12],
    ['b', 12, 0, 12],
    ['c', 0, 4, 12],
  ]);
});

test('a row is repeated with all it holds', () => {
  const repeat = { variable: 'host', direction: 'down', most: 4 } as const;
  const row = panel({ id: 1, kind: 'row', repeat, grid: { x: 0, y: 0, w: 24, h: 1 } });
  expect(
    shown([row, panel({ id: 2, grid: { x: 0, y: 1, w: 24, h: 4 } })]).map(([host, , y]) => [host, y]),
  ).toEqual([
    ['a', 0],
    ['a', 1],
    ['b', 5],
    ['b', 6],
    ['c', 10],
    ['c', 11],
  ]);
});

test('text has headings, lists, code and links, and HTML is only text', () => {
  expect(
    readMarkdown(
      '# Hi **x**\n\n- a `b`\n- c\n\n<img src=x onerror=alert(1)> [go](https://a.b)\n```\n<b>\n```',
    ),
  ).toEqual([
    {
      kind: 'heading',
      level: 1,
      text: [
        { kind: 'text', text: 'Hi ' },
        { kind: 'strong', text: 'x' },
      ],
    },
    {
      kind: 'list',
      ordered: false,
      items: [
        [
          { kind: 'text', text: 'a ' },
          { kind: 'code', text: 'b' },
        ],
        [{ kind: 'text', text: 'c' }],
      ],
    },
    {
      kind: 'paragraph',
      text: [
        { kind: 'text', text: '<img src=x onerror=alert(1)> ' },
        { kind: 'link', text: 'go', url: 'https://a.b' },
      ],
    },
    { kind: 'code', text: '<b>' },
  ]);
});

test.each([
  ['https://a.b', true],
  ['/metrics?x=1', true],
  ['//evil', false],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
])('a link to %s', (url, safe) => {
  expect(isSafeUrl(url)).toBe(safe);
});
