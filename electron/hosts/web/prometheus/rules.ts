import type { AlertsStatus, AlertView, RuleGroupView, RuleView } from '../../../../shared/contract/alerts.ts';
import type { Labels, Matcher } from '../../../../shared/model/series.ts';
import { compilePattern } from '../../../../shared/promql/matcher-pattern.ts';
import { parse } from '../../../../shared/promql/parse.ts';
import { print } from '../../../../shared/promql/print.ts';
import type { LocalClient } from '../local-client.ts';
import type { Answer, Asked } from './answer.ts';
import { badParameter } from './api-error.ts';
import { matches, type Parameters } from './parameters.ts';

/** The time of what was never evaluated. */
const NEVER = '0001-01-01T00:00:00Z';

/** `/rules` and `/alerts`. Source: prometheus/web/api/v1/api.go */
export class Rules {
  readonly #client: LocalClient;

  constructor(client: LocalClient) {
    this.#client = client;
  }

  async rules({ parameters, signal }: Asked): Promise<Answer> {
    const takes = ruleFilter(parameters);
    const status = await this.#client.call('alerts.status', {}, { signal });
    const byRule = Map.groupBy(status.alerts, ({ ruleId }) => ruleId);
    const withAlerts = !isTrue(parameters, 'exclude_alerts');
    const groups = chosenGroups(status, parameters).map((group) => {
      const rules = status.rules
        .filter((rule) => rule.file === group.file && rule.group === group.name && takes(rule))
        .map((rule) => ruleJson(rule, withAlerts ? (byRule.get(rule.id) ?? []) : null));
      return groupJson(group, rules);
    });
    return { data: { groups: groups.filter(({ rules }) => rules.length > 0 || !isFiltered(parameters)) } };
  }

  async alerts({ signal }: Asked): Promise<Answer> {
    const { alerts } = await this.#client.call('alerts.status', {}, { signal });
    return { data: { alerts: alerts.filter(isActive).map(alertJson) } };
  }
}

const FILTERS = ['type', 'rule_name[]', 'rule_group[]', 'file[]', 'match[]'];
const isFiltered = (parameters: Parameters): boolean => FILTERS.some((name) => parameters.has(name));

/** @throws ApiError */
function isTrue(parameters: Parameters, name: string): boolean {
  const text = parameters.get(name) ?? '';
  if (text === '' || /^(0|f|false)$/i.test(text)) return false;
  if (/^(1|t|true)$/i.test(text)) return true;
  throw badParameter(name, `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** @throws ApiError */
function ruleFilter(parameters: Parameters): (rule: RuleView) => boolean {
  const type = (parameters.get('type') ?? '').toLowerCase();
  if (!['', 'alert', 'record'].includes(type)) {
    throw badParameter('type', `not supported value ${JSON.stringify(type)}`);
  }
  const names = new Set(parameters.getAll('rule_name[]'));
  const selectors = matches(parameters);
  return ({ kind, name, labels }) =>
    (type === '' || kind === type) &&
    (names.size === 0 || names.has(name)) &&
    (selectors.length === 0 ||
      selectors.some((matchers) => matchers.every((one) => matchesLabel(one, labels))));
}

function matchesLabel({ name, op, value }: Matcher, labels: Labels): boolean {
  const found = labels.find(([label]) => label === name)?.[1] ?? '';
  const same = op.endsWith('~') ? compilePattern(value).matcher(found).find() : found === value;
  return same === op.startsWith('=');
}

function chosenGroups({ groups }: AlertsStatus, parameters: Parameters): RuleGroupView[] {
  const names = new Set(parameters.getAll('rule_group[]'));
  const files = new Set(parameters.getAll('file[]'));
  const chosen = groups.filter(
    ({ name, file }) => (names.size === 0 || names.has(name)) && (files.size === 0 || files.has(file)),
  );
  return chosen.sort((a, b) => compare(a.file, b.file) || compare(a.name, b.name));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const time = (ms: number | null): string => (ms === null ? NEVER : new Date(ms).toISOString());
const seconds = (ms: number | null): number => (ms ?? 0) / 1000;

const groupJson = (
  { name, file, intervalMs, limit, lastDurationMs, lastEvaluationMs }: RuleGroupView,
  rules: object[],
) => ({
  name,
  file,
  rules,
  interval: intervalMs / 1000,
  limit,
  evaluationTime: seconds(lastDurationMs),
  lastEvaluation: time(lastEvaluationMs),
});

const HEALTH = { ok: 'ok', failed: 'err', unknown: 'unknown' };

/** @param alerts null leaves them out */
function ruleJson(rule: RuleView, alerts: readonly AlertView[] | null): object {
  const { kind, name, expr, labels, health, lastError, lastDurationMs, lastEvaluationMs } = rule;
  const parsed = parse(expr);
  const query = parsed.ok ? print(parsed.value) : expr;
  const outcome = {
    health: HEALTH[health],
    ...(lastError === null ? {} : { lastError }),
    evaluationTime: seconds(lastDurationMs),
    lastEvaluation: time(lastEvaluationMs),
  };
  if (kind === 'record') {
    const own = labels.length === 0 ? {} : { labels: Object.fromEntries(labels) };
    return { name, query, ...own, ...outcome, type: 'recording' };
  }
  return {
    state: rule.state,
    name,
    query,
    duration: rule.forMs / 1000,
    keepFiringFor: rule.keepFiringForMs / 1000,
    labels: Object.fromEntries(labels),
    annotations: Object.fromEntries(rule.annotations),
    ...(alerts === null ? {} : { alerts: alerts.filter(isActive).map(alertJson) }),
    ...outcome,
    type: 'alerting',
  };
}

const isActive = ({ state, ruleId }: AlertView): boolean => state !== 'resolved' && ruleId !== null;

const alertJson = (alert: AlertView) => ({
  labels: Object.fromEntries(alert.labels),
  annotations: Object.fromEntries(alert.annotations),
  state: alert.state,
  activeAt: time(alert.activeAtMs),
  ...(alert.keepFiringSinceMs == null ? {} : { keepFiringSince: time(alert.keepFiringSinceMs) }),
  value: exponentText(alert.value),
});

/** As Go writes a float with the format `e`: `1e+00`. */
function exponentText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const text = Object.is(value, -0) ? '-0e+0' : value.toExponential();
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
