import { parseStep } from '../interpolate.ts';
import { type Grid, newPanel, type Panel, type PanelKind } from '../model.ts';
import { cut, flag, type Loose, num, obj, oneOf, str, whole, words } from './loose.ts';
import type { Note } from './notes.ts';
import { graphParts, singlestatParts, tableParts } from './old-panel.ts';
import { queriesOf } from './queries.ts';
import { defaultsOf, linksOf, overridesOf } from './style.ts';
import { calcOf, calcsOf, transformationsOf } from './transformations.ts';

/** What each of Grafana's panels is drawn as; null needs a word why it is not the same. */
const kinds: Record<string, [kind: PanelKind, why?: string]> = {
  timeseries: ['timeseries'],
  graph: ['timeseries'],
  trend: ['timeseries', 'a trend panel is drawn over time'],
  candlestick: ['timeseries', 'a candlestick panel is drawn as lines'],
  'state-timeline': ['timeseries', 'a state timeline is drawn as stepped lines'],
  'status-history': ['timeseries', 'a status history is drawn as stepped lines'],
  xychart: ['timeseries', 'an XY chart is drawn over time'],
  stat: ['stat'],
  singlestat: ['stat'],
  gauge: ['gauge'],
  bargauge: ['bar'],
  barchart: ['bar'],
  piechart: ['bar', 'a pie chart is drawn as bars'],
  'grafana-piechart-panel': ['bar', 'a pie chart is drawn as bars'],
  table: ['table'],
  'table-old': ['table'],
  heatmap: ['heatmap'],
  'heatmap-new': ['heatmap'],
  histogram: ['heatmap', 'a histogram is drawn as a heatmap over time'],
  logs: ['logs'],
  text: ['text'],
  row: ['row'],
  'grafana-polystat-panel': ['stat', 'a polystat panel is drawn as single values'],
};

/** One panel of any version. What has no counterpart becomes a text that says so. */
export function panelOf(panel: Loose, id: number, grid: Grid, note: Note): Panel {
  const type = str(panel.type) || 'timeseries';
  const [kind, why] = kinds[type] ?? [null];
  if (why) note(why);
  const queries = queriesOf(panel, note);
  if (kind === null) return unknownPanel(panel, id, grid, type, queries, note);
  const fieldConfig = obj(panel.fieldConfig);
  const style = defaultsOf(fieldConfig, note);
  if (/^(state-timeline|status-history)$/.test(type)) style.interpolation = 'stepAfter';
  const common = newPanel({
    id,
    kind,
    grid,
    title: cut(str(panel.title), 1024),
    description: cut(str(panel.description), 8192),
    queries,
    step: cut(words(panel.interval), 64),
    style,
    overrides: overridesOf(fieldConfig, note),
    transformations: transformationsOf(panel.transformations, note),
    repeat: repeatOf(panel),
    links: linksOf(panel.links),
    range: rangeOf(str(panel.timeFrom), note),
    timeShift: cut(str(panel.timeShift), 64),
    ...optionsOf(panel, kind),
  });
  if (panel.alert !== undefined) note('its alert rule is not part of a dashboard here');
  return withOldParts(common, panel, type, note);
}

/** `1h` or `now-1h`. */
function rangeOf(from: string, note: Note): string {
  const length = from.replace(/^now-/, '');
  if (length === '' || parseStep(length) !== null) return length;
  note(`the time range of its own (${from}) is not known; the one above applies`);
  return '';
}

function withOldParts(panel: Panel, old: Loose, type: string, note: Note): Panel {
  if (type === 'graph') return { ...panel, ...graphParts(panel, old, note) };
  if (type === 'singlestat') return { ...panel, ...singlestatParts(panel, old) };
  if ((type === 'table' || type === 'table-old') && old.styles !== undefined)
    return { ...panel, ...tableParts(panel, old) };
  return panel;
}

function unknownPanel(
  panel: Loose,
  id: number,
  grid: Grid,
  type: string,
  queries: Panel['queries'],
  note: Note,
): Panel {
  note(`panels of the kind ${type} are not known`);
  const common = { id, grid, title: cut(str(panel.title), 1024), queries };
  if (queries.length > 0) return newPanel({ ...common, kind: 'table' });
  const content = `This panel was of the kind ${type}, which is not known here.`;
  return newPanel({ ...common, kind: 'text', text: { mode: 'plain', content } });
}

function repeatOf(panel: Loose): Panel['repeat'] {
  const variable = str(panel.repeat);
  if (variable === '') return null;
  return {
    variable: cut(variable, 256),
    direction: panel.repeatDirection === 'v' ? 'down' : 'across',
    most: whole(panel.maxPerRow, 1, 24) ?? 4,
  };
}

/** The panel's options of Grafana 6 and later. */
function optionsOf(panel: Loose, kind: PanelKind): Partial<Panel> {
  const options = obj(panel.options);
  switch (kind) {
    case 'timeseries':
    case 'heatmap':
      return { legend: legendOf(options) };
    case 'stat':
    case 'gauge':
    case 'bar':
      return { legend: legendOf(options), value: shownValueOf(options, str(panel.type)) };
    case 'text':
      return { text: textOf(panel, options) };
    case 'row':
      return { collapsed: flag(panel.collapsed) };
    default:
      return {};
  }
}

function legendOf(options: Loose): Panel['legend'] {
  const { showLegend, displayMode, placement, calcs } = obj(options.legend);
  return {
    show: showLegend !== false && displayMode !== 'hidden',
    placement: placement === 'right' ? 'right' : 'bottom',
    calcs: calcsOf(calcs),
  };
}

function shownValueOf(options: Loose, type: string): Panel['value'] {
  // Before Grafana 7 these stood under fieldOptions.
  const { calcs } = obj(options.reduceOptions ?? options.fieldOptions);
  const colourMode = str(options.colorMode);
  return {
    calc: calcsOf(calcs)[0] ?? calcOf(options.reducer) ?? 'lastNotNull',
    spark: type === 'stat' && options.graphMode !== 'none',
    colour: colourMode.startsWith('background') ? 'background' : colourMode === 'none' ? 'none' : 'value',
    text: textModeOf(options.textMode),
    orientation: oneOf(options.orientation, ['horizontal', 'vertical'] as const) ?? 'auto',
    prefix: '',
    suffix: '',
  };
}

function textModeOf(mode: unknown): Panel['value']['text'] {
  if (mode === 'value_and_name') return 'both';
  return oneOf(mode, ['value', 'name', 'none'] as const) ?? 'auto';
}

function textOf(panel: Loose, options: Loose): Panel['text'] {
  const content = str(options.content) || str(panel.content);
  const mode = str(options.mode) || str(panel.mode);
  return {
    mode: mode === 'text' || mode === 'code' ? 'plain' : 'markdown',
    content: cut(mode === 'html' ? withoutMarkup(content) : content, 200_000),
  };
}

/** HTML is shown as its text: nothing of a document is ever put into the page as markup. */
export const withoutMarkup = (html: string): string =>
  html
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<\/(p|div|h\d|li|tr|ul|ol|table)\s*>|<br\s*\/?>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

export const gridOf = (value: unknown): Grid | null => {
  const { x, y, w, h } = obj(value);
  if (num(w) === null || num(h) === null) return null;
  const left = whole(x, 0, 23) ?? 0;
  return {
    x: left,
    y: whole(y, 0, 100_000) ?? 0,
    w: Math.min(whole(w, 1, 24) ?? 12, 24 - left),
    h: whole(h, 1, 200) ?? 8,
  };
};
