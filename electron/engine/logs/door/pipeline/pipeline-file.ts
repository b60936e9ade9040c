import { matchesGlob } from 'node:path';
import { RE2JS } from 're2js';
import { err, ok, type Result } from '../../../../../shared/util/result.ts';
import { ConfigError, type ConfigWarning } from '../../../scrape/config/config-error.ts';
import { parseYaml, type YamlSection } from '../../../scrape/config/yaml-section.ts';
import { Pipeline, type StreamLabels } from './pipeline.ts';
import { labelSelector } from './selector.ts';
import { guarded } from './stage-maker.ts';
import { StageReader } from './stages/stages.ts';

export interface PipelineFile {
  pipelines: Pipeline[];
  warnings: ConfigWarning[];
}

const MOST_PIPELINES = 200;

/**
 * Reads pipelines: a whole Promtail configuration, or `pipeline_stages` with a `selector` that says for which streams
 * they are; all without one.
 */
export function parsePipelineFile(text: string): Result<PipelineFile, ConfigError> {
  const warnings: ConfigWarning[] = [];
  try {
    const root = parseYaml(text, warnings);
    const whole = root.has('scrape_configs');
    const pipelines = whole ? scrapeConfigs(root) : [ownPipeline(root)];
    root.end();
    if (pipelines.length > MOST_PIPELINES) root.fail(`more than ${MOST_PIPELINES} scrape configs`);
    return ok({ pipelines, warnings });
  } catch (error) {
    if (error instanceof ConfigError) return err(error);
    throw error;
  }
}

function ownPipeline(root: YamlSection): Pipeline {
  if (!root.has('pipeline_stages')) root.fail('pipeline_stages or scrape_configs are needed');
  const selector = root.text('selector');
  const isTaken = selector === undefined ? () => true : selectorTest(root, selector);
  return pipeline(root, root.text('name') ?? '', isTaken, new Map());
}

function selectorTest(section: YamlSection, selector: string): (stream: StreamLabels) => boolean {
  const test = guarded(section, 'selector', () => labelSelector(selector));
  return (stream) => test((name) => stream.get(name) ?? '', '');
}

/** What else of a Promtail configuration has no meaning here. */
const elsewhere = [
  'server',
  'positions',
  'clients',
  'client',
  'target_config',
  'limits_config',
  'options',
  'tracing',
  'global',
];

function scrapeConfigs(root: YamlSection): Pipeline[] {
  root.ignore(...elsewhere);
  return root.sections('scrape_configs').map((config) => {
    const job = config.text('job_name') ?? config.fail('job_name is needed');
    const paths: string[] = [];
    const labels = new Map<string, string>();
    for (const target of config.sections('static_configs')) {
      target.ignore('targets');
      for (const [name, value] of target.stringMap('labels')) {
        if (name === '__path__') paths.push(value);
        else if (!name.startsWith('__')) labels.set(name, value);
      }
      target.end();
    }
    const docker = config.has('docker_sd_configs');
    config.ignore('docker_sd_configs', 'decompression');
    for (const key of otherSources)
      config.unsupported(key, 'lines come from containers, files and receivers');
    config.unsupported(
      'relabel_configs',
      'labels of containers are given as they are; a match stage can choose by them',
    );
    const isTaken = (stream: StreamLabels) => isOfJob(stream, job, paths, docker);
    const made = pipeline(config, job, isTaken, new Map([['job', job], ...labels]));
    config.end();
    return made;
  });
}

const otherSources = [
  ...[
    'journal',
    'syslog',
    'loki_push_api',
    'windows_events',
    'gcplog',
    'azure_event_hubs',
    'kafka',
    'gelf',
    'cloudflare',
  ],
  ...[
    'heroku_drain',
    'file_sd_configs',
    'kubernetes_sd_configs',
    'consul_sd_configs',
    'consulagent_sd_configs',
  ],
  ...['encoding'],
];

/** Files by their path; containers by Docker's discovery, or by a job of their name. */
function isOfJob(stream: StreamLabels, job: string, paths: readonly string[], docker: boolean): boolean {
  const file = stream.get('filename');
  if (file !== undefined) return paths.some((path) => matchesGlob(file, path));
  if (docker && stream.has('container')) return true;
  return [stream.get('container'), stream.get('compose_service'), stream.get('service')].includes(job);
}

function pipeline(
  section: YamlSection,
  name: string,
  isTaken: (stream: StreamLabels) => boolean,
  labels: ReadonlyMap<string, string>,
): Pipeline {
  const reader = new StageReader();
  const stages = reader.stages(section, 'pipeline_stages');
  const { firstLine } = reader;
  const pattern = firstLine && guarded(section, 'pipeline_stages', () => RE2JS.compile(firstLine.pattern));
  return new Pipeline({
    name,
    isTaken,
    labels,
    stages,
    firstLine: firstLine && pattern ? { ...firstLine, pattern } : null,
  });
}
