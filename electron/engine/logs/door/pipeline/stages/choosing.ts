import type { RE2JS } from 're2js';
import { parsePrometheusDuration } from '../../../../scrape/config/duration.ts';
import type { YamlSection } from '../../../../scrape/config/yaml-section.ts';
import { extractedText, labelOf, type PipelineRecord, runStages } from '../pipeline-record.ts';
import { labelSelector } from '../selector.ts';
import { guarded, patternOf, required, type StageFactory } from '../stage-maker.ts';

type Condition = (record: PipelineRecord) => boolean;

/** `drop`: leaves out records that meet all of its conditions. */
export const drop: StageFactory = (section) => {
  const reason = section.text('drop_counter_reason') ?? 'drop_stage';
  const conditions = [textCondition(section), ageCondition(section), lengthCondition(section)].filter(
    (condition) => condition !== null,
  );
  if (conditions.length === 0)
    section.fail('drop: one of source, expression, older_than and longer_than is needed');
  return {
    run(record) {
      if (conditions.every((met) => met(record))) record.dropped = reason;
    },
  };
};

function textCondition(section: YamlSection): Condition | null {
  const sources = sourcesOf(section);
  const separator = section.string('separator') ?? ';';
  const value = section.text('value');
  const pattern = patternOf(section, 'expression');
  if (value !== undefined && pattern) section.fail('drop: value and expression exclude each other', 'value');
  if (value !== undefined && sources.length === 0) section.fail('drop: value needs a source', 'value');
  if (sources.length === 0 && !pattern) return null;
  return (record) => {
    if (sources.length === 0) return isFound(pattern, record.line);
    const texts = sources.map((source) => extractedText(record, source));
    if (texts.some((text) => text === null)) return false;
    const text = texts.join(separator);
    return value !== undefined ? text === value : !pattern || isFound(pattern, text);
  };
}

const isFound = (pattern: RE2JS | undefined, text: string) => pattern?.test(text) ?? false;

/** One name, or a list of them. */
function sourcesOf(section: YamlSection): string[] {
  if (!section.has('source')) return [];
  try {
    return section.strings('source') ?? [];
  } catch {
    // No list: a single name.
    return [section.text('source') ?? section.fail('drop: source is empty', 'source')];
  }
}

function ageCondition(section: YamlSection): Condition | null {
  const text = section.text('older_than');
  if (text === undefined) return null;
  const ms =
    parsePrometheusDuration(text) ??
    section.fail(`older_than: not a valid duration: "${text}"`, 'older_than');
  return ({ timeUnixNano, nowMs }) => timeUnixNano !== null && Number(timeUnixNano / 1_000_000n) < nowMs - ms;
}

function lengthCondition(section: YamlSection): Condition | null {
  const bytes = section.byteSize('longer_than');
  return bytes === undefined ? null : ({ line }) => Buffer.byteLength(line) > bytes;
}

/** `match`: stages for those that a selector takes, or leaves them out. */
export const match: StageFactory = (section, make) => {
  const text = required(section, 'selector');
  const isTaken = guarded(section, 'selector', () => labelSelector(text));
  const action = section.choice('action', ['keep', 'drop']) ?? 'keep';
  const reason = section.text('drop_counter_reason') ?? 'match_stage';
  section.ignore('pipeline_name');
  const stages = make.stages(section, 'stages');
  if (action === 'drop' && stages.length > 0)
    section.fail('match: what is dropped goes through no stages', 'stages');
  if (action === 'keep' && stages.length === 0) section.fail('match: stages are needed');
  return {
    run(record) {
      if (!isTaken((name) => labelOf(record, name), record.line)) return;
      if (action === 'drop') record.dropped = reason;
      else runStages(stages, record);
    },
  };
};
