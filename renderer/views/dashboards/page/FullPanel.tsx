import type { Panel, PanelQuery } from '../../../../shared/dashboards/model.ts';
import type { AlertCourse } from '../../../../shared/model/alert.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import type { PanelContext } from '../data/panel-questions.ts';
import { usePanelData } from '../data/use-panel-data.ts';
import { TablePanel } from '../panels/TablePanel.tsx';
import { type PanelActions, PanelFrame } from './PanelFrame.tsx';
import css from './page.module.css';

interface FullPanelProps {
  panel: Panel;
  queries: PanelQuery[];
  context: PanelContext;
  ready: boolean;
  marks: EventMark[];
  courses: AlertCourse[];
  actions: PanelActions;
  onBrush(aMs: number, bMs: number): void;
}

/** One panel with the whole page, and below it its queries as they were asked and the newest values. */
export function FullPanel(props: FullPanelProps) {
  const { panel, queries, context, ready } = props;
  const data = usePanelData(panel, queries, context, ready);
  const asTable: Panel = {
    ...panel,
    kind: 'table',
    transformations: [],
    // A heatmap's unit is that of the buckets' bounds, not of what is counted in them.
    style: panel.kind === 'heatmap' ? { ...panel.style, unit: '' } : panel.style,
    queries: queries.map((query) => ({ ...query, format: 'table' })),
  };
  return (
    <div className={css.full}>
      <PanelFrame {...props} editing={false} large />
      {data.questions.length > 0 ? (
        <section className={css.fullData} aria-label="Queries and newest values">
          <div className={css.exprs}>
            {data.questions.map(({ query, expr }) => (
              <div key={query.id}>
                <b className="t2">{query.id}</b> <code>{expr}</code>{' '}
                <CopyButton text={expr} label="Copy the query" />
              </div>
            ))}
          </div>
          <TablePanel {...props} panel={asTable} data={data} window={context.window} large />
        </section>
      ) : null}
    </div>
  );
}
