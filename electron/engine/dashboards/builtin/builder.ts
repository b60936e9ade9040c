import {
  type FieldStyle,
  type Grid,
  newPanel,
  newQuery,
  newVariable,
  type Panel,
  type PanelKind,
  standardStyle,
  type Variable,
} from '../../../../shared/dashboards/model.ts';

/** An expression with the legend of its series. */
export type Ask = [expr: string, legend?: string];

interface Wish {
  title: string;
  description?: string;
  /** x, y, width, height. */
  at: [x: number, y: number, w: number, h: number];
  ask: Ask[];
  style?: Partial<FieldStyle>;
  more?: Partial<Panel>;
}

const gridOf = ([x, y, w, h]: Wish['at']): Grid => ({ x, y, w, h });

function panelOf(
  id: number,
  kind: PanelKind,
  { title, description = '', at, ask, style, more }: Wish,
): Panel {
  const single = kind === 'stat' || kind === 'gauge' || kind === 'table' || kind === 'bar';
  return newPanel({
    id,
    kind,
    title,
    description,
    grid: gridOf(at),
    queries: ask.map(([expr, legend = ''], i) =>
      newQuery({
        id: String.fromCharCode(65 + i),
        expr,
        legend,
        mode: single && !more?.value?.spark ? 'instant' : 'range',
        format: kind === 'table' ? 'table' : kind === 'heatmap' ? 'heatmap' : 'series',
      }),
    ),
    style: { ...standardStyle, ...style },
    ...more,
  });
}

/** Panels in the order of the document, numbered from 1. */
export function panels(...wishes: [kind: PanelKind, wish: Wish][]): Panel[] {
  return wishes.map(([kind, wish], i) => panelOf(i + 1, kind, wish));
}

/** A choice of the values a label has. */
export const labelVariable = (
  name: string,
  label: string,
  query: string,
  more: Partial<Variable> = {},
): Variable => newVariable({ name, label, kind: 'query', query, sort: 'asc', ...more });

/** Several of them, all at first. */
export const anyOf = { multi: true, includeAll: true, allValue: '.*', current: ['$__all'] };

export const spark: Pick<Panel, 'value'> = {
  value: {
    calc: 'lastNotNull',
    spark: true,
    colour: 'value',
    text: 'auto',
    orientation: 'auto',
    prefix: '',
    suffix: '',
  },
};

export const stacked: Partial<FieldStyle> = { stack: 'normal', fill: 40 };

/** Green, then amber, then red. */
export const warnAt = (amber: number, red: number): Partial<FieldStyle> => ({
  colourBy: 'thresholds',
  thresholds: {
    mode: 'absolute',
    steps: [
      { value: null, colour: 'green' },
      { value: amber, colour: 'orange' },
      { value: red, colour: 'red' },
    ],
  },
});
