import { err, ok, type Result } from '../../../../shared/util/result.ts';
import { ConfigError, type ConfigWarning } from '../../scrape/config/config-error.ts';
import { isLabelName } from '../../scrape/config/label-names.ts';
import { parseYaml, type YamlSection } from '../../scrape/config/yaml-section.ts';
import { templateFault } from '../templates/alert-template.ts';
import { readIndicator } from './indicator.ts';
import type { Objective } from './objective.ts';

const MOST_OBJECTIVES = 500;
const HOUR_MS = 3_600_000;
const LONGEST_MS = 366 * 24 * HOUR_MS;
/** Kinds of OpenSLO that say nothing that is needed here. */
const PASSED_OVER = new Set(['Service', 'DataSource']);
/** Labels that tell an objective's series apart. */
const OWN_LABELS = new Set(['slo', 'service', 'severity', 'alertname']);

export interface ObjectiveFile {
  objectives: Objective[];
  warnings: ConfigWarning[];
}

/**
 * Reads objectives in OpenSLO's form, one a YAML document. A file is refused whole, and every document tells what is
 * wrong with it.
 *
 * Source: github.com/OpenSLO/OpenSLO v1, kind SLO. `x-spans` and `x-logs` beside ratioMetric are Trivet's own.
 */
export function parseObjectives(text: string): Result<ObjectiveFile, ConfigError[]> {
  const warnings: ConfigWarning[] = [];
  const faults: ConfigError[] = [];
  const objectives: Objective[] = [];
  for (const part of documents(text)) {
    try {
      objectives.push(...document(parseYaml(part, warnings)));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(error);
    }
  }
  faults.push(...repeated(objectives));
  if (objectives.length > MOST_OBJECTIVES)
    faults.push(new ConfigError(`more than ${MOST_OBJECTIVES} objectives`, null));
  return faults.length > 0 ? err(faults) : ok({ objectives, warnings });
}

/** Each with empty lines before it, so that its lines count as in the file. */
function documents(text: string): string[] {
  const lines = text.split('\n');
  const marks = lines.flatMap((line, i) => (/^---(\s|$)/.test(line) ? [i] : []));
  const starts = [0, ...marks.map((line) => line + 1)];
  const parts = starts.map((start, i) => ({ start, body: lines.slice(start, marks[i] ?? lines.length) }));
  return parts
    .filter(({ body }) => body.some((line) => /^\s*[^#\s]/.test(line)))
    .map(({ start, body }) => '\n'.repeat(start) + body.join('\n'));
}

function document(root: YamlSection): Objective[] {
  const version = root.text('apiVersion') ?? root.fail('apiVersion is missing: openslo/v1');
  if (version !== 'openslo/v1')
    root.fail(`apiVersion: "${version}" is not known; openslo/v1 is`, 'apiVersion');
  const kind = root.text('kind') ?? root.fail('kind is missing: SLO');
  if (PASSED_OVER.has(kind)) {
    root.warn(`a ${kind} is passed over`, 'kind');
    return [];
  }
  if (kind !== 'SLO') root.fail(`kind: "${kind}" is not known here; SLO is`, 'kind');
  const metadata = root.section('metadata') ?? root.fail('metadata is missing');
  const spec = root.section('spec') ?? root.fail('spec is missing');
  root.end();
  return objectivesOf(readMetadata(metadata), spec);
}

type Metadata = Pick<Objective, 'name' | 'displayName' | 'labels' | 'annotations' | 'line'>;

function readMetadata(section: YamlSection): Metadata {
  const name = section.text('name') ?? section.fail('metadata.name is missing');
  const displayName = section.text('displayName') ?? name;
  const labels = section.stringMap('labels');
  const annotations = section.stringMap('annotations');
  section.end();
  if (name.length > 200) section.fail('metadata.name is longer than 200 characters', 'name');
  for (const label of labels.keys()) {
    if (!isLabelName(label, 'legacy') || label.startsWith('__'))
      section.fail(`invalid label name: ${label}`, 'labels');
    if (OWN_LABELS.has(label)) section.fail(`label ${label} is set by the objective itself`, 'labels');
  }
  for (const [key, texts] of [
    ['labels', labels],
    ['annotations', annotations],
  ] as const) {
    for (const [of, text] of texts) {
      const fault = templateFault(of, text);
      if (fault) section.fail(`${key}.${of}: ${fault}`, key);
    }
  }
  return { name, displayName, labels, annotations, line: section.lineOf('name') };
}

function objectivesOf(metadata: Metadata, spec: YamlSection): Objective[] {
  const description = spec.text('description') ?? '';
  const service = spec.text('service') ?? spec.fail('spec.service is missing');
  if (spec.has('indicatorRef'))
    spec.fail('indicatorRef is not supported: write the indicator here', 'indicatorRef');
  const indicator = spec.section('indicator') ?? spec.fail('spec.indicator is missing');
  const indicatorOf = readIndicator(indicator);
  const windowMs = timeWindow(spec);
  const method = spec.text('budgetingMethod') ?? 'Occurrences';
  if (method !== 'Occurrences') {
    spec.fail(`budgetingMethod: "${method}" is not supported; Occurrences is`, 'budgetingMethod');
  }
  spec.unsupported('alertPolicies', 'alerts are made by burn rates');
  const sections = spec.sections('objectives');
  spec.end();
  if (sections.length === 0) spec.fail('spec.objectives is empty');
  return sections.map((section, i) => {
    const title = section.text('displayName');
    const target = readTarget(section);
    const of = indicatorOf(section);
    for (const key of [
      'timeSliceTarget',
      'timeSliceWindow',
      'compositeWeight',
      'indicator',
      'indicatorRef',
    ]) {
      if (section.has(key)) section.fail(`${key} is not supported`, key);
    }
    section.end();
    const own = sections.length === 1 ? metadata.name : `${metadata.name}-${i + 1}`;
    const displayName =
      title && sections.length > 1 ? `${metadata.displayName}, ${title}` : metadata.displayName;
    return { ...metadata, name: own, displayName, description, service, indicator: of, target, windowMs };
  });
}

function readTarget(section: YamlSection): number {
  const key = section.has('targetPercent') ? 'targetPercent' : 'target';
  if (section.has('target') === section.has('targetPercent')) {
    section.fail('one of target and targetPercent is to be set');
  }
  const given = Number(section.text(key) ?? Number.NaN);
  // A percentage has more digits than its division.
  const target = key === 'target' ? given : Number((given / 100).toPrecision(12));
  if (target > 0 && target < 1) return target;
  const range = key === 'target' ? '0 and 1' : '0 and 100';
  return section.fail(`${key} is to lie between ${range}, both excluded`, key);
}

function timeWindow(spec: YamlSection): number {
  const windows = spec.sections('timeWindow');
  const [section] = windows;
  if (!section || windows.length > 1) return spec.fail('spec.timeWindow takes one window', 'timeWindow');
  if (section.has('calendar'))
    section.fail('a window by the calendar is not supported; one that rolls is', 'calendar');
  if (section.boolean('isRolling') === false)
    section.fail('isRolling: only windows that roll are supported', 'isRolling');
  const ms = section.duration('duration') ?? section.fail('timeWindow.duration is missing');
  section.end();
  if (ms < HOUR_MS || ms > LONGEST_MS) section.fail('duration: from 1h to 366d', 'duration');
  return ms;
}

function repeated(objectives: readonly Objective[]): ConfigError[] {
  const names = new Set<string>();
  return objectives.flatMap(({ name, line }) => {
    const again = names.has(name);
    names.add(name);
    return again ? [new ConfigError(`the name "${name}" is repeated in the same file`, line)] : [];
  });
}
