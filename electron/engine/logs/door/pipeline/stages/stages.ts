import { ConfigError } from '../../../../scrape/config/config-error.ts';
import { parseYaml, type YamlSection } from '../../../../scrape/config/yaml-section.ts';
import type { PipelineRecord, Stage } from '../pipeline-record.ts';
import { runStages } from '../pipeline-record.ts';
import type { StageFactory, StageMaker } from '../stage-maker.ts';
import { replace, template, timestamp } from './changing.ts';
import { drop, match } from './choosing.ts';
import { labels, staticLabels } from './labelling.ts';
import { decolorize, json, logfmt, output, regex } from './parsing.ts';

/** Stages that are others in one word, as Promtail defines them. */
const written: Record<string, string> = {
  docker: `
- json: {expressions: {output: log, stream: stream, timestamp: time}}
- labels: {stream: ''}
- timestamp: {source: timestamp, format: RFC3339Nano}
- output: {source: output}`,
  cri: `
- regex: {expression: '^(?s)(?P<time>\\S+?) (?P<stream>stdout|stderr) (?P<flags>\\S+?) (?P<content>.*)$'}
- labels: {stream: ''}
- timestamp: {source: time, format: RFC3339Nano}
- output: {source: content}`,
};

const factories: Record<string, StageFactory> = {
  ...{ json, logfmt, regex, decolorize, output, template, replace, timestamp, drop, match, labels },
  static_labels: staticLabels,
  structured_metadata: labels,
  labeldrop: keepLabels((name, names) => !names.includes(name)),
  labelallow: keepLabels((name, names) => names.includes(name)),
};

/** Known to Promtail, without a meaning here. */
const leftOut: Record<string, string> = {
  metrics: 'lines are counted by Trivet itself, and a saved search can be recorded as a series',
  tenant: 'there are no tenants',
  limit: 'every line is kept',
  sampling: 'every line is kept',
  pack: 'labels are kept beside the line',
  geoip: 'it needs a database of addresses',
  eventlogmessage: 'it reads the event log of Windows',
};

const MOST_STAGES = 200;
const DEEPEST = 8;

/** The first line of a record of several, as a `multiline` stage says it. */
export interface FirstLine {
  pattern: string;
  maxLines: number;
  maxWaitMs: number;
}

/** Reads a list of stages. Each is a mapping with one key, its name. */
export class StageReader implements StageMaker {
  firstLine: FirstLine | null = null;
  #count = 0;
  #depth = 0;

  /** @throws ConfigError */
  stages(section: YamlSection, key: string): Stage[] {
    if (++this.#depth > DEEPEST) section.fail(`${key}: nested too deep`, key);
    const stages = section.sections(key).flatMap((entry) => this.#stage(entry));
    this.#depth--;
    return stages;
  }

  #stage(entry: YamlSection): Stage[] {
    const [name, ...others] = entry.keys();
    if (name === undefined || others.length > 0) entry.fail('a stage is a mapping with one key, its name');
    if (++this.#count > MOST_STAGES) entry.fail(`more than ${MOST_STAGES} stages`);
    if (Object.hasOwn(leftOut, name)) {
      entry.unsupported(name, leftOut[name] as string);
      return [];
    }
    if (name === 'multiline') return this.#multiline(entry);
    if (name === 'labeldrop' || name === 'labelallow') {
      return [(factories[name] as StageFactory)(entry, this)];
    }
    if (Object.hasOwn(written, name)) return [writtenStage(entry, name)];
    const factory = Object.hasOwn(factories, name) ? factories[name] : undefined;
    if (!factory) return entry.fail(`stage ${name} is not known`, name);
    const section = entry.section(name);
    if (!section) {
      if (name === 'decolorize') return [factory(entry, this)];
      return entry.fail(`stage ${name} is empty`, name);
    }
    const stage = factory(section, this);
    section.end();
    return [stage];
  }

  #multiline(entry: YamlSection): Stage[] {
    const section = entry.section('multiline') ?? entry.fail('stage multiline is empty');
    if (this.#depth > 1)
      section.fail('multiline has to stand at the top: lines are joined before they are matched');
    if (this.firstLine) section.fail('only one multiline stage is possible');
    const pattern = section.text('firstline') ?? section.fail('multiline: firstline is needed');
    const maxWaitMs = section.duration('max_wait_time') ?? 3000;
    this.firstLine = { pattern, maxLines: section.integer('max_lines', 1) ?? 128, maxWaitMs };
    section.end();
    return [];
  }
}

function writtenStage(entry: YamlSection, name: string): Stage {
  entry.ignore(name);
  const stages = new StageReader().stages(parseYaml(written[name] as string, [], '', 'stages'), 'stages');
  return { run: (record) => runStages(stages, record) };
}

/** These two hold a list of names, not a mapping. */
function keepLabels(isKept: (name: string, names: readonly string[]) => boolean): StageFactory {
  return (entry) => {
    const [key] = entry.keys() as [string];
    const names = entry.strings(key);
    if (!names) throw new ConfigError(`${key}: expected a list of names`, entry.line);
    return {
      run(record: PipelineRecord) {
        for (const name of [...record.labels.keys()]) if (!isKept(name, names)) record.labels.delete(name);
      },
    };
  };
}
