import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import { attribute, attributeText } from '../../../shared/model/attributes.ts';
import { corpusFile, hasCorpus, readCorpus } from '../../corpus.ts';

const FOLDER = 'logs/telegraf-syslog';
/** syslog's severities by number, as OTLP numbers. */
const severities = [22, 19, 18, 17, 13, 10, 9, 5];
const fieldOf: Record<string, string> = {
  appname: 'app',
  facility: 'facility',
  hostname: 'host',
  msgid: 'msgid',
  procid: 'pid',
};

const cases = hasCorpus
  ? readdirSync(corpusFile(FOLDER)).filter((name) =>
      existsSync(join(corpusFile(FOLDER), name, 'expected.out')),
    )
  : [];

/** The messages of a stream: counted ones by their count (RFC 6587), others by line. */
function messagesOf(input: string): string[] {
  const messages: string[] = [];
  for (let rest = input; rest.trim() !== ''; ) {
    const count = /^(\d+) </.exec(rest);
    const newline = rest.indexOf('\n');
    const length = count ? count[0].length - 1 + Number(count[1]) : newline < 0 ? rest.length : newline + 1;
    messages.push(rest.slice(0, length).replace(/\n$/, ''));
    rest = rest.slice(length);
  }
  return messages;
}

/** Tags and fields of InfluxDB's line protocol, as far as the expectations use it. */
function expectedOf(line: string): Record<string, string> {
  const pairs = line.matchAll(/[, ]([A-Za-z_]+)=("(?:[^"\\]|\\[\s\S])*"|[^, ]+)/g);
  return Object.fromEntries(
    [...pairs].map(([, key, value = '']) => [
      key,
      value.startsWith('"') ? (JSON.parse(value) as string) : value,
    ]),
  );
}

test.runIf(hasCorpus).each(cases)('the syslog messages of %s are read as Telegraf reads them', (name) => {
  const messages = messagesOf(readCorpus(`${FOLDER}/${name}/input.txt`).toString());
  const outcome = readCorpus(`${FOLDER}/${name}/expected.out`).toString();
  const expected = outcome.split(/\n(?=syslog,)/).filter((line) => line.startsWith('syslog,'));
  for (const [i, line] of expected.entries()) {
    const wanted = expectedOf(line);
    const record = parseLog(messages[i] ?? '', 'syslog');
    expect(record.severityNumber).toBe(severities[Number.parseInt(wanted.severity_code ?? '', 10)]);
    expect(record.message).toBe((wanted.message ?? '').trimEnd());
    for (const [key, field] of Object.entries(fieldOf)) {
      // Telegraf keeps to the longest names that the RFC allows; a longer one is shown as it is.
      const found = attribute(record.fields, field);
      if (wanted[key] !== undefined)
        expect([key, attributeText(found ?? '').startsWith(wanted[key] as string)]).toEqual([key, true]);
    }
    if (wanted.timestamp && !name.startsWith('rfc3164'))
      expect(record.timeUnixNano).toBe(BigInt(wanted.timestamp.slice(0, -1)));
  }
});
