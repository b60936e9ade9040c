import { modText } from '../components/KeyHint.tsx';

/** What the help overlay lists. Each view handles its own; this is the table for people. */
export const keymap: [group: string, keys: [keys: string, what: string][]][] = [
  [
    'Everywhere',
    [
      [`${modText} K`, 'search or run a command'],
      ['g o', 'Overview'],
      ['g c', 'Containers'],
      ['g l', 'Logs'],
      ['g t', 'Traces'],
      ['g m', 'Metrics'],
      ['g d', 'Dashboards'],
      ['g a', 'Alerts'],
      ['g s', 'Settings'],
      ['?', 'this list'],
      ['Esc', 'back out'],
    ],
  ],
  [
    'Time',
    [
      ['Space', 'live or hold'],
      ['[  ]', 'shift back, shift on'],
      ['.', 'zoom out'],
      ['u', 'local time or UTC'],
    ],
  ],
  [
    'Lists',
    [
      ['/', 'filter or query'],
      ['j  k', 'next row, previous row'],
      ['Enter', 'open'],
      ['x', 'select the row'],
    ],
  ],
  [
    'Dashboards',
    [
      ['e', 'edit'],
      ['Enter', 'edit the panel that has the focus'],
      ['← ↑ → ↓', 'move it, with Shift resize it'],
      ['d  Delete', 'duplicate it, remove it'],
      [`${modText} Z  ${modText} Y`, 'undo, redo'],
      [`${modText} S`, 'save'],
    ],
  ],
  [
    'Alerts',
    [
      ['j  k', 'next row, previous row'],
      ['Enter', 'show the alert or rule, fold the section'],
      ['s', 'silence the alert'],
      ['e', 'edit the rule'],
      ['n', 'new rule'],
      ['1 … 5', 'alerts, silences, receivers, notifications, objectives'],
    ],
  ],
  [
    'Silences',
    [
      ['j  k', 'next silence, previous silence'],
      ['s', 'new silence'],
      ['e', 'edit it, or make it again'],
      ['+', 'an hour longer'],
      ['x', 'expire it'],
    ],
  ],
  [
    'Logs',
    [
      ['G', 'follow the newest line'],
      ['o', "open the record's other lines"],
      ['w  v', 'wrap, lines as they came'],
      ['F  p', 'fields, patterns'],
      ['↑ ↓', 'in the fields: walk the values'],
      ['Space  -', 'in the fields: take the value, leave it out'],
      ['k  h', 'in the patterns: keep, hide'],
      ['Esc', 'close the line'],
    ],
  ],
  [
    'Traces',
    [
      ['d', 'what is different about the selected'],
      ['x', 'pick a trace for comparing'],
      ['drag', 'select in the charts'],
      ['Esc', 'let the selection go'],
      ['1 … 5', 'list, services, map, flame graph, doctor'],
    ],
  ],
  [
    'Metrics',
    [
      ['e', 'PromQL, or back to picking'],
      ['Enter', 'in the editor: run'],
      ['Shift Enter', 'in the editor: a new line'],
      ['Esc', 'stop the query'],
      ['↑ ↓  j k', 'in the legend: walk the series'],
      ['Enter', 'in the legend: only this one; Shift Enter adds it'],
      ['Esc', 'in the legend: all series'],
      ['drag', 'zoom in a chart'],
      ['1 … 3', 'explore, cardinality, targets'],
    ],
  ],
  [
    'In a trace',
    [
      ['n  N', 'next error, previous error'],
      [`/  ${modText} F`, 'find in the trace'],
      ['>  <', 'next find, previous find'],
      ['f', 'fold repeats'],
      ['F', 'collapse all, expand all'],
      ['r', 're-root at the span'],
      ['p', 'only its path and what is below'],
      ['c', 'critical path'],
      ['+  -', 'zoom in, zoom out'],
      ['h  l', 'earlier, later'],
    ],
  ],
  [
    'Targets',
    [
      ['j  k', 'next target, previous target'],
      ['s', 'scrape the open target now'],
      ['Esc', 'close it'],
    ],
  ],
];
