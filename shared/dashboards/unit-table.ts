/** How numbers of a unit are scaled before they are written. */
export type Scale =
  /** Powers of 1000 with SI prefixes; `start` is the power the stored number is in (1: kilo). */
  | { kind: 'si'; symbol: string; start?: number }
  /** Powers of 1024 with Ki, Mi, Gi. */
  | { kind: 'iec'; symbol: string; start?: number }
  /** K, Mil, Bil, Tri: plain counts, with what is counted per time behind them. */
  | { kind: 'count'; symbol: string }
  /** A length of time; `nanos` is how long one of the stored unit is. */
  | { kind: 'time'; nanos: number }
  /** Never scaled. */
  | { kind: 'plain'; symbol: string; factor?: number; before?: boolean }
  | { kind: 'bool'; yes: string; no: string }
  /** Milliseconds since the epoch. */
  | { kind: 'date'; form: 'iso' | 'day' | 'relative' }
  /** hh:mm:ss from seconds (1) or milliseconds (0.001). */
  | { kind: 'clock'; seconds: number }
  | { kind: 'hex'; prefix: string }
  | { kind: 'text' };

const si = (symbol: string, start = 0): Scale => ({ kind: 'si', symbol, start });
const iec = (symbol: string, start = 0): Scale => ({ kind: 'iec', symbol, start });
const count = (symbol: string): Scale => ({ kind: 'count', symbol });
const time = (nanos: number): Scale => ({ kind: 'time', nanos });
const plain = (symbol: string): Scale => ({ kind: 'plain', symbol });
const money = (symbol: string): Scale => ({ kind: 'plain', symbol, before: true });

const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Sizes and rates that are written in the same way with each of SI's prefixes. */
const PREFIXED: [id: string, scale: (start: number) => Scale][] = [
  ['bytes', (n) => iec('B', n)],
  ['decbytes', (n) => si('B', n)],
  ['bits', (n) => iec('b', n)],
  ['decbits', (n) => si('b', n)],
];

const sized: [string, Scale][] = [
  ...PREFIXED.map(([id, scale]): [string, Scale] => [id, scale(0)]),
  ...['kbytes', 'mbytes', 'gbytes', 'tbytes', 'pbytes'].map((id, i): [string, Scale] => [
    id,
    iec('B', i + 1),
  ]),
  ...['deckbytes', 'decmbytes', 'decgbytes', 'dectbytes', 'decpbytes'].map((id, i): [string, Scale] => [
    id,
    si('B', i + 1),
  ]),
  ...['K', 'M', 'G', 'T', 'P'].flatMap((prefix, i): [string, Scale][] => [
    [`${prefix}Bs`, si('B/s', i + 1)],
    [`${prefix}iBs`, iec('B/s', i + 1)],
    [`${prefix}bits`, si('b/s', i + 1)],
    [`${prefix}ibits`, iec('b/s', i + 1)],
  ]),
];

/**
 * Unit ids of Grafana's dashboards, the ones people use, as documents carry them.
 * Source: packages/grafana-data/src/valueFormats/categories.ts (ids and what each scales by).
 */
export const unitScales: ReadonlyMap<string, Scale> = new Map<string, Scale>([
  ['none', plain('')],
  ['string', { kind: 'text' }],
  ['short', count('')],
  ['sishort', si('')],
  ['locale', plain('')],
  ['percent', plain('%')],
  ['percentunit', { kind: 'plain', symbol: '%', factor: 100 }],
  ['humidity', plain('%H')],
  ['dB', plain('dB')],
  ['hex', { kind: 'hex', prefix: '' }],
  ['hex0x', { kind: 'hex', prefix: '0x' }],
  ['sci', plain('')],
  ['pixel', plain('px')],
  ...sized,
  ['Bps', si('B/s')],
  ['binBps', iec('B/s')],
  ['bps', si('b/s')],
  ['binbps', iec('b/s')],
  ['pps', si('p/s')],
  ['cps', count('c/s')],
  ['ops', count('ops/s')],
  ['reqps', count('req/s')],
  ['rps', count('rd/s')],
  ['wps', count('wr/s')],
  ['iops', count('io/s')],
  ['eps', count('events/s')],
  ['mps', count('msg/s')],
  ['recps', count('rec/s')],
  ['rowsps', count('rows/s')],
  ['cpm', count('c/min')],
  ['opm', count('ops/min')],
  ['reqpm', count('req/min')],
  ['rpm', count('rd/min')],
  ['wpm', count('wr/min')],
  ['mpm', count('msg/min')],
  ['epm', count('events/min')],
  ['ns', time(1)],
  ['µs', time(1e3)],
  ['us', time(1e3)],
  ['ms', time(1e6)],
  ['s', time(SECOND)],
  ['m', time(MINUTE)],
  ['h', time(HOUR)],
  ['d', time(24 * HOUR)],
  ['dtdurationms', time(1e6)],
  ['dtdurations', time(SECOND)],
  ['dthms', { kind: 'clock', seconds: 1 }],
  ['clocks', { kind: 'clock', seconds: 1 }],
  ['clockms', { kind: 'clock', seconds: 0.001 }],
  ['timeticks', time(1e7)],
  ['hertz', si('Hz')],
  ['rotrpm', plain('rpm')],
  ['rothz', si('Hz')],
  ['celsius', plain('°C')],
  ['fahrenheit', plain('°F')],
  ['kelvin', plain('K')],
  ['watt', si('W')],
  ['kwatt', si('W', 1)],
  ['mwatt', si('W', -1)],
  ['watth', si('Wh')],
  ['kwatth', si('Wh', 1)],
  ['joule', si('J')],
  ['volt', si('V')],
  ['kvolt', si('V', 1)],
  ['mvolt', si('V', -1)],
  ['amp', si('A')],
  ['mamp', si('A', -1)],
  ['ohm', si('Ω')],
  ['lengthm', si('m')],
  ['lengthmm', si('m', -1)],
  ['lengthkm', si('m', 1)],
  ['velocityms', plain('m/s')],
  ['velocitykmh', plain('km/h')],
  ['massg', si('g')],
  ['masskg', si('g', 1)],
  ['pressurebar', si('bar')],
  ['pressurehpa', plain('hPa')],
  ['degree', plain('°')],
  ['currencyUSD', money('$')],
  ['currencyEUR', money('€')],
  ['currencyGBP', money('£')],
  ['currencyJPY', money('¥')],
  ['currencyBTC', money('฿')],
  ['bool', { kind: 'bool', yes: 'True', no: 'False' }],
  ['bool_yes_no', { kind: 'bool', yes: 'Yes', no: 'No' }],
  ['bool_on_off', { kind: 'bool', yes: 'On', no: 'Off' }],
  ['dateTimeAsIso', { kind: 'date', form: 'iso' }],
  ['dateTimeAsIsoNoDateIfToday', { kind: 'date', form: 'iso' }],
  ['dateTimeAsUS', { kind: 'date', form: 'iso' }],
  ['dateTimeAsLocal', { kind: 'date', form: 'iso' }],
  ['dateTimeAsSystem', { kind: 'date', form: 'iso' }],
  ['dateTimeFromNow', { kind: 'date', form: 'relative' }],
]);

const LABELS: Record<string, string> = {
  '': 'No unit',
  none: 'No unit',
  short: 'Count (K, Mil)',
  percent: 'Percent (0-100)',
  percentunit: 'Percent (0.0-1.0)',
  bytes: 'Bytes (KiB, MiB)',
  decbytes: 'Bytes (kB, MB)',
  bits: 'Bits (Kib, Mib)',
  decbits: 'Bits (kb, Mb)',
  Bps: 'Bytes a second (kB/s)',
  binBps: 'Bytes a second (KiB/s)',
  bps: 'Bits a second (kb/s)',
  pps: 'Packets a second',
  ops: 'Operations a second',
  reqps: 'Requests a second',
  iops: 'I/O operations a second',
  s: 'Seconds',
  ms: 'Milliseconds',
  µs: 'Microseconds',
  ns: 'Nanoseconds',
  m: 'Minutes',
  h: 'Hours',
  d: 'Days',
  hertz: 'Hertz',
  celsius: 'Celsius',
  bool: 'True / False',
  bool_yes_no: 'Yes / No',
  bool_on_off: 'On / Off',
  dateTimeAsIso: 'Date and time',
  dateTimeFromNow: 'Time from now',
  currencyUSD: 'US dollars',
  currencyEUR: 'Euros',
};

/** The units a person picks from, the common ones first, each with a name. */
export const unitChoices: { id: string; label: string }[] = [
  ...Object.entries(LABELS)
    .filter(([id]) => id !== 'none')
    .map(([id, label]) => ({ id, label })),
  ...[...unitScales.keys()].filter((id) => !Object.hasOwn(LABELS, id)).map((id) => ({ id, label: id })),
];
