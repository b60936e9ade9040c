import type { RE2JS } from 're2js';
import type { GoValue } from '../../../../../../shared/go-template/values.ts';
import { timeReader } from '../go-time.ts';
import { extractedText, type PipelineRecord, sourceText } from '../pipeline-record.ts';
import { guarded, patternOf, required, type StageFactory, templateOf } from '../stage-maker.ts';

/** Extracted values, `.Value` the one at hand and `.Entry` the line. */
function* fieldsOf(record: PipelineRecord, value: string | null): Generator<[string, GoValue]> {
  for (const [name, found] of record.extracted) {
    if (found === null || typeof found !== 'object') yield [name, found];
  }
  yield ['Value', value ?? ''];
  yield ['Entry', record.line];
}

/** `template`: fills in a template and extracts it; an empty outcome takes the value away. */
export const template: StageFactory = (section) => {
  const source = required(section, 'source');
  const fill = templateOf(section, 'template') ?? section.fail('template: template is needed');
  return {
    run(record) {
      const text = fill(fieldsOf(record, extractedText(record, source)));
      if (text === null) return;
      if (text.trim() === '') record.extracted.delete(source);
      else record.extracted.set(source, text);
    },
  };
};

/** `replace`: what the groups of a pattern catch, or all of it where it has none, by a template. */
export const replace: StageFactory = (section) => {
  const source = section.text('source');
  const pattern = patternOf(section, 'expression') ?? section.fail('replace: expression is needed');
  const fill = templateOf(section, 'replace');
  return {
    run(record) {
      const text = sourceText(record, source);
      if (text === null) return;
      const changed = replaced(text, pattern, (value) =>
        fill ? (fill(fieldsOf(record, value)) ?? value) : '',
      );
      if (source === undefined) record.line = changed;
      else record.extracted.set(source, changed);
    },
  };
};

function replaced(text: string, pattern: RE2JS, by: (value: string) => string): string {
  const matcher = pattern.matcher(text);
  let result = '';
  let from = 0;
  while (matcher.find()) {
    const groups = matcher.groupCount();
    for (let group = groups === 0 ? 0 : 1; group <= groups; group++) {
      const start = matcher.start(group);
      if (start < from) continue;
      result += text.slice(from, start) + by(text.slice(start, matcher.end(group)));
      from = matcher.end(group);
    }
  }
  return result + text.slice(from);
}

/** `timestamp`: the time that the record bears where its source gives none. */
export const timestamp: StageFactory = (section) => {
  const source = required(section, 'source');
  const location = section.text('location');
  const layouts = [required(section, 'format'), ...(section.strings('fallback_formats') ?? [])];
  section.choice('action_on_failure', ['fudge', 'skip']);
  const readers = guarded(section, 'location', () => layouts.map((layout) => timeReader(layout, location)));
  return {
    run(record) {
      const text = extractedText(record, source);
      if (text === null) return;
      for (const read of readers) {
        const time = read(text, record.nowMs);
        if (time === null) continue;
        record.timeUnixNano = time;
        record.used.add(source);
        return;
      }
    },
  };
};
