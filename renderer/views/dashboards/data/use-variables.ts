import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import {
  interpolateQuery,
  lengthText,
  parseStep,
  referencedVariables,
} from '../../../../shared/dashboards/interpolate.ts';
import type { Variable, VariableOption } from '../../../../shared/dashboards/model.ts';
import { optionsOf, readVariableQuery } from '../../../../shared/dashboards/variable-query.ts';
import {
  staticOptions,
  type VariableValue,
  variableValue,
} from '../../../../shared/dashboards/variable-values.ts';
import { METRIC_NAME } from '../../../../shared/model/series.ts';
import { useClient } from '../../../connection/ConnectionProvider.tsx';
import type { TrivetClient } from '../../../connection/connection.ts';
import { alignedWindow, type TimeWindow } from '../../../time/time-range.ts';
import { useUrl } from '../../../time/url-state.ts';

export interface VariableState {
  variable: Variable;
  options: VariableOption[];
  value: VariableValue;
  error: string | null;
}

export interface Variables {
  states: VariableState[];
  values: ReadonlyMap<string, VariableValue>;
  /** False until every variable that panels need has been asked once. */
  ready: boolean;
  choose(name: string, values: string[]): void;
}

interface Answer {
  key: string;
  options: VariableOption[];
  error: string | null;
}

const STEPS = 12;
const NOTHING = new Map<string, Answer>();

/** The dashboard's variables with what is chosen (`var-NAME` in the address), each asked once those it speaks of are known. */
export function useVariables(variables: Variable[], window: TimeWindow): Variables {
  const client = useClient();
  const queries = useQueryClient();
  const { params, edit } = useUrl();
  const [answers, setAnswers] = useState(NOTHING);
  const { startMs, endMs } = alignedWindow(window, STEPS);
  const plan = useMemo(
    () => planOf(variables, answers, params, { startMs, endMs }),
    [variables, answers, params, startMs, endMs],
  );
  useEffect(() => {
    if (!client) return;
    for (const { variable, key } of plan.wanted) {
      queries
        .fetchQuery({
          queryKey: ['variable', key],
          queryFn: () => ask(client, variable, key),
          staleTime: 60_000,
        })
        .then(
          (options) =>
            setAnswers((before) => new Map(before).set(variable.name, { key, options, error: null })),
          (error: Error) =>
            setAnswers((before) =>
              new Map(before).set(variable.name, { key, options: [], error: error.message }),
            ),
        );
    }
  }, [client, queries, plan]);
  return useMemo(
    () => ({
      states: plan.states,
      values: plan.values,
      ready: plan.ready,
      choose: (name, values) =>
        edit((next) => {
          next.delete(`var-${name}`);
          for (const value of values) next.append(`var-${name}`, value);
        }),
    }),
    [plan, edit],
  );
}

interface Plan {
  states: VariableState[];
  values: Map<string, VariableValue>;
  wanted: { variable: Variable; key: string }[];
  ready: boolean;
}

function planOf(
  variables: Variable[],
  answers: ReadonlyMap<string, Answer>,
  params: URLSearchParams,
  window: TimeWindow,
): Plan {
  const plan: Plan = { states: [], values: new Map(), wanted: [], ready: true };
  const byName = new Map<string, VariableState>();
  for (const variable of inOrder(variables)) {
    const chosen = params.has(`var-${variable.name}`) ? params.getAll(`var-${variable.name}`) : null;
    const known = answers.get(variable.name);
    let options = staticOptions(variable);
    if (variable.kind === 'interval') options = intervalOptions(variable, options, window);
    if (variable.kind === 'query') {
      const key = keyOf(variable, plan.values, window);
      options = known?.options ?? [];
      if (known?.key !== key && plan.ready) plan.wanted.push({ variable, key });
      if (!known) plan.ready = false;
    }
    const value = variableValue(variable, options, chosen);
    plan.values.set(
      variable.name,
      variable.kind === 'interval' ? intervalValue(variable, value, window) : value,
    );
    byName.set(variable.name, { variable, options, value, error: known?.error ?? null });
  }
  plan.states = variables.flatMap(({ name }) => byName.get(name) ?? []);
  return plan;
}

/** Those that others speak of first; in a circle, the document's order. */
function inOrder(variables: Variable[]): Variable[] {
  const done = new Set<string>();
  const under = new Set<string>();
  const ordered: Variable[] = [];
  const visit = (variable: Variable): void => {
    if (done.has(variable.name) || under.has(variable.name)) return;
    under.add(variable.name);
    for (const name of referencedVariables(variable.query)) {
      const other = variables.find((candidate) => candidate.name === name);
      if (other) visit(other);
    }
    done.add(variable.name);
    ordered.push(variable);
  };
  variables.forEach(visit);
  return ordered;
}

const keyOf = (
  { query, regex, sort }: Variable,
  values: ReadonlyMap<string, VariableValue>,
  { startMs, endMs }: TimeWindow,
): string => {
  const times = { fromMs: startMs, toMs: endMs, stepMs: 60_000, scrapeMs: 15_000 };
  return JSON.stringify([interpolateQuery(query, { variables: values, times }), regex, sort, startMs, endMs]);
};

function intervalOptions(
  { autoCount }: Variable,
  options: VariableOption[],
  window: TimeWindow,
): VariableOption[] {
  return autoCount === null
    ? options
    : [{ text: `auto (${lengthText(autoStep(autoCount, '10s', window))})`, value: 'auto' }, ...options];
}

const autoStep = (count: number, least: string, { startMs, endMs }: TimeWindow): number =>
  Math.max(Math.ceil((endMs - startMs) / count / 1000) * 1000, parseStep(least) ?? 10_000);

function intervalValue(
  { autoCount, autoMin }: Variable,
  value: VariableValue,
  window: TimeWindow,
): VariableValue {
  if (value.values[0] !== 'auto') return value;
  const step = lengthText(autoStep(autoCount ?? 30, autoMin, window));
  return { ...value, values: [step], texts: [step] };
}

const MOST_SERIES = 10_000;

async function ask(client: TrivetClient, variable: Variable, key: string): Promise<VariableOption[]> {
  const [text, , , startMs, endMs] = JSON.parse(key) as [string, string, string, number, number];
  const read = readVariableQuery(text);
  if (!read.ok) throw new Error(read.error);
  const query = read.value;
  switch (query.kind) {
    case 'labelValues': {
      const selectors = query.matchers.length > 0 ? [query.matchers] : [];
      const { values } = await client.call('metrics.labelValues', {
        startMs,
        endMs,
        label: query.label,
        selectors,
      });
      return optionsOf(values, variable);
    }
    case 'labelNames':
      return optionsOf(await client.call('metrics.labelNames', { startMs, endMs }), variable);
    case 'metrics': {
      const { values } = await client.call('metrics.labelValues', {
        startMs,
        endMs,
        label: METRIC_NAME,
        selectors: [[{ name: METRIC_NAME, op: '=~', value: `.*(?:${query.pattern}).*` }]],
      });
      return optionsOf(values, variable);
    }
    case 'result': {
      const answer = await client.call('promql.instant', { expr: query.expr, timeMs: endMs });
      if (answer.type !== 'vector')
        return optionsOf(answer.type === 'matrix' ? [] : [String(answer.value)], variable);
      return optionsOf(answer.samples.slice(0, MOST_SERIES).map(sampleText), variable);
    }
  }
}

/** As Grafana writes a result's series: `up{job="web"} 1 1700000000000`. */
function sampleText({
  labels,
  value,
  timeMs,
}: {
  labels: [string, string][];
  value: number;
  timeMs: number;
}): string {
  const name = labels.find(([own]) => own === METRIC_NAME)?.[1] ?? '';
  const others = labels.filter(([own]) => own !== METRIC_NAME).map(([own, text]) => `${own}="${text}"`);
  return `${name}{${others.join(',')}} ${value} ${timeMs}`;
}
