import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import {
  FrameSplitter,
  MOST_FRAME_BYTES,
} from '../../../../electron/engine/formats/syslog/frame-splitter.ts';
import { SyslogCollector } from '../../../../electron/engine/formats/syslog/syslog-batch.ts';
import { parseSyslog } from '../../../../electron/engine/formats/syslog/syslog-message.ts';
import { corpusFile, hasCorpus, readCorpus } from '../../../corpus.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';
import { recordsOf } from './decoded.ts';

/** 2 December 2026, 16:32 by this machine's clock on the wall. */
const NOW = new Date(2026, 11, 2, 16, 32, 0).getTime();
const parse = (text: string, nowMs = NOW) => parseSyslog(text, nowMs);
const local = (...parts: [number, number, number, number, number, number]) =>
  BigInt(new Date(...parts).getTime()) * 1_000_000n;

describe('RFC 5424', () => {
  test('every part of the header, structured data with its escapes, and the message behind a byte order mark', () => {
    const text =
      '<165>1 2003-10-11T22:14:15.003Z host.example.com evntslog 77 ID47 ' +
      '[exampleSDID@32473 iut="3" path="C:\\\\x \\"y\\" [z\\]"][origin] \ufeffAn application event';
    expect(parse(text)).toEqual({
      facility: 'local4',
      severity: 5,
      version: 1,
      timeUnixNano: 1_065_910_455_003_000_000n,
      hostname: 'host.example.com',
      appName: 'evntslog',
      procId: '77',
      msgId: 'ID47',
      structured: [
        ['exampleSDID@32473.iut', '3'],
        ['exampleSDID@32473.path', 'C:\\x "y" [z]'],
        ['origin', true],
      ],
      message: 'An application event',
    });
  });

  test('nothing but nil values', () => {
    expect(parse('<34>1 - - - - - -')).toMatchObject({
      version: 1,
      timeUnixNano: null,
      hostname: '',
      appName: '',
      structured: [],
      message: '',
    });
  });

  test('structured data that is none is part of the message', () => {
    expect(parse('<34>1 - h a - - [broken x=1] hello').message).toBe('[broken x=1] hello');
  });

  test('lines stay inside the message', () => {
    expect(parse('<34>1 - h a - - - one\ntwo').message).toBe('one\ntwo');
  });
});

describe('RFC 3164, and what senders make of it', () => {
  test.each([
    ['<13>Dec  2 16:31:03 host app: Test', 'host', 'app', '', 'Test'],
    ['<13>Dec  2 16:31:03 host app[12]: Test: more', 'host', 'app', '12', 'Test: more'],
    ['<13>Dec 2 16:31:03 app[12]: Test', '', 'app', '12', 'Test'],
    ['<13>Dec 2 16:31:03 app: Test', '', 'app', '', 'Test'],
    ['<13>Dec 2 2026 16:31:03 host app: Test', 'host', 'app', '', 'Test'],
    ['<13>Dec  2 16:31:03 2026 host app: Test', 'host', 'app', '', 'Test'],
    ['<13>Dec  2 16:31:03 host just words', 'host', '', '', 'just words'],
    ['<13>app: Test', '', 'app', '', 'Test'],
    ['<13>Test without anything', '', '', '', 'Test without anything'],
    ['<30>Dec  2 16:31:03 0123456789ab[4711]: line', '', '0123456789ab', '4711', 'line'],
  ])('%s', (text, hostname, appName, procId, message) => {
    expect(parse(text)).toMatchObject({ hostname, appName, procId, message, facility: expect.any(String) });
  });

  test('a time without a year is of the year that is nearest', () => {
    expect(parse('<13>Dec  2 16:31:03 h a: x').timeUnixNano).toBe(local(2026, 11, 2, 16, 31, 3));
    const january = new Date(2027, 0, 1, 0, 0, 5).getTime();
    expect(parse('<13>Dec 31 23:59:59 h a: x', january).timeUnixNano).toBe(local(2026, 11, 31, 23, 59, 59));
  });

  test('a time of just now in UTC, as containers write it, is not taken for local time', () => {
    const nowMs = Date.UTC(2026, 5, 1, 12, 0, 0);
    expect(parse('<13>Jun  1 11:59:30 h a: x', nowMs).timeUnixNano).toBe(
      BigInt(Date.UTC(2026, 5, 1, 11, 59, 30)) * 1_000_000n,
    );
  });

  test('a time with its zone, as rsyslog forwards it, is that time', () => {
    expect(parse('<13>2026-12-02T16:31:03.123456+02:00 host app: x')).toMatchObject({
      timeUnixNano: BigInt(Date.UTC(2026, 11, 2, 14, 31, 3)) * 1_000_000n + 123_456_000n,
      hostname: 'host',
      appName: 'app',
    });
  });

  test('without a priority the text is kept as it is, and its level is left to be found', () => {
    expect(parse('hello <13> world')).toMatchObject({
      severity: null,
      facility: null,
      message: 'hello <13> world',
    });
    expect(parse('<999>x')).toMatchObject({ severity: null, message: '<999>x' });
  });
});

test('a message as a record', () => {
  const collector = new SyslogCollector(defaultLimits, () => NOW);
  collector.add(Buffer.from('<11>1 2026-12-02T16:31:03Z box web 7 ID1 [a x="1"] failed\r\n\0'));
  collector.add(Buffer.from('<14>1 - box web - - - fine'));
  collector.add(Buffer.from('<14>1 - box db - - - fine'));
  collector.add(Buffer.from('\n'));
  const { streams, count } = collector.finish();
  expect(count).toBe(3);
  expect(streams.map(({ producer, labels }) => [producer.service, producer.hostName, labels])).toEqual([
    ['web', 'box', [['host.name', 'box']]],
    ['db', 'box', [['host.name', 'box']]],
  ]);
  expect(recordsOf({ streams })[0]).toEqual({
    timeUnixNano: BigInt(Date.UTC(2026, 11, 2, 16, 31, 3)) * 1_000_000n,
    severityNumber: 17,
    body: 'failed',
    attributes: [
      ['syslog.facility', 'user'],
      ['syslog.procid', '7'],
      ['syslog.msgid', 'ID1'],
      ['a.x', '1'],
    ],
    traceId: '',
    spanId: '',
  });
});

test('what Docker tags with a container’s id is that container’s', () => {
  const collector = new SyslogCollector(defaultLimits, () => NOW);
  collector.add(Buffer.from('<30>Dec  2 16:31:03 0123456789ab[4711]: line'));
  expect(collector.finish().streams[0]!.producer.containerId).toBe('0123456789ab');
});

function framesOf(chunks: readonly Uint8Array[]): string[] {
  const frames: string[] = [];
  const splitter = new FrameSplitter((bytes) => frames.push(Buffer.from(bytes).toString()));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return frames;
}

describe('frames of a stream', () => {
  const counted = (text: string) => `${Buffer.byteLength(text)} ${text}`;

  test('are told by their length or by the end of their line, mixed as they come', () => {
    const text = `${counted('<1>a\nb')}<2>line\n${counted('<3>ä')}${counted('<4>d')}<5>nul\0<6>last`;
    expect(framesOf([Buffer.from(text)])).toEqual([
      '<1>a\nb',
      '<2>line',
      '<3>ä',
      '<4>d',
      '<5>nul',
      '<6>last',
    ]);
  });

  test('a line that begins with a number is a line', () => {
    expect(framesOf([Buffer.from('404 errors\n12\n7 <8>short\n')])).toEqual([
      '404 errors',
      '12',
      '<8>shor',
      't',
    ]);
  });

  test('however the stream is cut, they are the same', () => {
    const message = fc.string({ unit: fc.constantFrom('a', 'ä', ' ', '1', '<', '>'), maxLength: 20 });
    const frame = fc.oneof(
      message.map((text) => counted(`<1>${text}\n`)),
      message.map((text) => `<2>${text}\n`),
    );
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.array(fc.nat(200), { maxLength: 10 }),
        (frames, cuts) => {
          const bytes = Buffer.from(frames.join(''));
          const places = [...cuts.filter((cut) => cut < bytes.length), 0, bytes.length].sort((a, b) => a - b);
          const chunks = places.slice(1).map((to, i) => bytes.subarray(places[i], to));
          expect(framesOf(chunks)).toEqual(framesOf([bytes]));
        },
      ),
    );
  });

  test.each([
    [
      'a line without end',
      (size: number) => Buffer.concat([Buffer.alloc(size, 'x'), Buffer.from('\n<1>next\n')]),
    ],
    [
      'a message of a great length',
      (size: number) =>
        Buffer.concat([Buffer.from(`${size} <`), Buffer.alloc(size - 1, 'x'), Buffer.from('<1>next\n')]),
    ],
  ])('of %s only so much is held, and the next one is read', (_what, create) => {
    const bytes = create(MOST_FRAME_BYTES * 3);
    const frames: number[] = [];
    let held = 0;
    const splitter = new FrameSplitter((frame) => frames.push(frame.length));
    for (let at = 0; at < bytes.length; at += 65_536) {
      splitter.push(bytes.subarray(at, at + 65_536));
      held = Math.max(held, splitter.pending);
    }
    expect(frames).toEqual([MOST_FRAME_BYTES, '<1>next'.length]);
    expect(held).toBeLessThanOrEqual(MOST_FRAME_BYTES + 65_536);
  });
});

describe.skipIf(!hasCorpus)('real files', () => {
  test.each([
    ['syslog-rfc3164.log', 60],
    ['syslog-rfc5424.log', 60],
  ])('every line of %s has its priority read', (file, count) => {
    const lines = readCorpus(`logs/generated/${file}`)
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    const messages = lines.map((line) => parse(line));
    expect(messages.length).toBe(count);
    expect(messages.every(({ severity, facility }) => severity !== null && facility !== null)).toBe(true);
    const isBare = ({ version, timeUnixNano }: (typeof messages)[number]) =>
      version === 1 && timeUnixNano === null;
    expect(messages.filter((one) => !isBare(one) && (one.appName === '' || one.hostname === ''))).toEqual([]);
    expect(messages.filter(({ message }) => message.includes('\ufeff'))).toEqual([]);
  });

  const cases = hasCorpus
    ? readdirSync(corpusFile('logs/telegraf-syslog'), { withFileTypes: true }).filter((entry) =>
        entry.isDirectory(),
      )
    : [];

  test('telegraf’s 22 cases are there', () => {
    expect(cases.length).toBe(22);
  });

  test.each(cases.map(({ name }) => name))('telegraf: %s', (name) => {
    const input = readCorpus(`logs/telegraf-syslog/${name}/input.txt`);
    // What telegraf's strict parser refuses is kept here: a message cut off has still been said.
    const expectation = name === 'octet_counting_strict_tcp_1st_underflow_nok' ? CUT_OFF : expectedOf(name);
    const texts = name.includes('udp') ? [input.toString()] : framesOf([input]);
    expect(texts.filter((text) => text.trim() !== '').map((text) => comparable(text.trimEnd()))).toEqual(
      expectation,
    );
  });
});

const CUT_OFF = [{ severity: 1, facility: 'kern', version: 2 }];
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/** What telegraf tells of a message, without what is empty. */
function comparable(text: string): object {
  const { structured, timeUnixNano, ...rest } = parse(text);
  const sd = structured.map(([key, value]) => [key.replace('.', '_'), value]);
  const { version, ...others } = rest;
  const told = { ...others, version: version || null, ...Object.fromEntries(sd), timeUnixNano };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== '' && value !== null));
}

const renamed: Record<string, string> = {
  appname: 'appName',
  procid: 'procId',
  msgid: 'msgId',
  timestamp: 'timeUnixNano',
};
const ignored = ['source', 'facility_code', 'severity_code'];

/** InfluxDB's line protocol: measurement and tags, fields, time; its times are UTC where the text names no zone. */
function expectedOf(name: string): object[] {
  const lines = readCorpus(`logs/telegraf-syslog/${name}/expected.out`).toString().split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const fields = line.replace(/^syslog,?/, '').matchAll(/([\w@]+)=("(?:[^"\\]|\\.)*"|[^ ,]+)/g);
      const entries = [...fields].filter(([, key]) => !ignored.includes(key!));
      return Object.fromEntries(
        entries.map(([, key, value]) => [renamed[key!] ?? key, telegrafValue(name, key!, value!)]),
      );
    });
}

function telegrafValue(name: string, key: string, text: string): unknown {
  if (key === 'severity') return SEVERITIES.indexOf(text);
  if (key === 'timestamp') {
    const nanos = BigInt(text.slice(0, -1));
    if (!name.includes('rfc3164')) return nanos;
    const utc = new Date(Number(nanos / 1_000_000n));
    return local(
      utc.getUTCFullYear(),
      utc.getUTCMonth(),
      utc.getUTCDate(),
      utc.getUTCHours(),
      utc.getUTCMinutes(),
      utc.getUTCSeconds(),
    );
  }
  if (key === 'version') return Number(text.slice(0, -1));
  if (text === 'true') return true;
  return text.startsWith('"')
    ? text
        .slice(1, -1)
        .replace(/\\(["\\])/g, '$1')
        .replace(/\\n/g, '\n')
    : text;
}

test('whatever the bytes are, nothing is thrown', () => {
  const good = Buffer.from(
    '<165>1 2003-10-11T22:14:15.003Z h a 1 ID [x y="z"] text <13>Dec  2 16:31:03 h a[1]: Test\n',
  );
  const random = randomNumbers(17);
  const collector = new SyslogCollector(defaultLimits, () => NOW);
  const splitter = new FrameSplitter((bytes) => collector.add(bytes));
  for (let i = 0; i < 3000; i++) {
    const bytes = mutate(good, random);
    collector.add(bytes);
    splitter.push(Buffer.from(bytes));
  }
  expect(collector.count).toBeGreaterThan(1000);
});
