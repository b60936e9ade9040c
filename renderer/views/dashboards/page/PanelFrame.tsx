import { Menu } from '@mantine/core';
import { IconAlertTriangle, IconDots, IconInfoCircle } from '@tabler/icons-react';
import { memo, useMemo, useRef } from 'react';
import { Link } from 'wouter';
import { interpolateText } from '../../../../shared/dashboards/interpolate.ts';
import type { Panel, PanelQuery } from '../../../../shared/dashboards/model.ts';
import type { AlertCourse } from '../../../../shared/model/alert.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import { useViewHref } from '../../../time/url-state.ts';
import { type PanelContext, textContext } from '../data/panel-questions.ts';
import { usePanelData } from '../data/use-panel-data.ts';
import { PanelContent } from './PanelContent.tsx';
import css from './page.module.css';
import { useInSight } from './use-in-sight.ts';

export interface PanelActions {
  open(id: number): void;
  edit(id: number): void;
  duplicate(id: number): void;
  remove(id: number): void;
}

interface PanelFrameProps {
  panel: Panel;
  queries: PanelQuery[];
  context: PanelContext;
  /** False until its variables are known. */
  ready: boolean;
  marks: EventMark[];
  courses: AlertCourse[];
  editing: boolean;
  large?: boolean;
  actions: PanelActions;
  onBrush(aMs: number, bMs: number): void;
  /** Of the head, while editing. */
  onGrab?(event: React.PointerEvent): void;
  onPress?(event: React.KeyboardEvent): void;
}

/** Title, menu and picture of one panel; asks for data only while it is in sight. */
export const PanelFrame = memo(function PanelFrame(props: PanelFrameProps) {
  const { panel, queries, context, marks, editing, large = false, onBrush } = props;
  const ref = useRef<HTMLElement>(null);
  const { inSight, seen } = useInSight(ref);
  const data = usePanelData(panel, queries, context, props.ready && inSight);
  // The picture moves on with its answer: drawn before, every chart would be drawn twice.
  const shown = useRef(context.window);
  if (!data.busy || data.lines.length === 0) shown.current = windowOf(data.questions[0], context);
  const title = useMemo(() => interpolateText(panel.title, textContext(panel, context)), [panel, context]);
  const faults = [...data.errors.map(({ query, error }) => `${query}: ${error.message}`), ...data.notes];
  return (
    <section ref={ref} className={css.panel} aria-label={title || `Panel ${panel.id}`} data-kind={panel.kind}>
      <LoadingBar active={data.busy} />
      <header className={css.panelHead} data-grab={editing || undefined} onPointerDown={props.onGrab}>
        {editing ? (
          <button
            type="button"
            className={css.handle}
            title="Arrows move, Shift and arrows resize, Enter edits, Delete removes, d duplicates"
            onKeyDown={props.onPress}
          >
            <span className="cut">{title || 'Panel'}</span>
          </button>
        ) : (
          <h3 className="cut" title={title}>
            {title}
          </h3>
        )}
        {panel.description === '' ? null : (
          <span role="img" aria-label={panel.description} title={panel.description} className="t3">
            <IconInfoCircle size={13} />
          </span>
        )}
        {faults.length > 0 && data.lines.length > 0 ? (
          <span role="img" aria-label={faults.join('; ')} title={faults.join('\n')} className="warn">
            <IconAlertTriangle size={13} />
          </span>
        ) : null}
        <span className="grow" />
        {large ? null : <PanelMenu {...props} title={title} exprs={data.questions.map(({ expr }) => expr)} />}
      </header>
      <div className={css.panelBody}>
        {seen ? (
          <PanelContent
            panel={panel}
            data={data}
            context={context}
            window={shown.current}
            marks={marks}
            courses={props.courses}
            large={large}
            onBrush={onBrush}
          />
        ) : null}
      </div>
    </section>
  );
});

/** A panel with a range of its own shows that; all others the range in force. */
function windowOf(
  question: { startMs: number; endMs: number; shiftMs: number } | undefined,
  { window }: PanelContext,
) {
  if (!question || question.endMs - question.startMs > (window.endMs - window.startMs) / 2) return window;
  return { startMs: question.startMs + question.shiftMs, endMs: question.endMs + question.shiftMs };
}

function PanelMenu({
  panel,
  title,
  exprs,
  editing,
  actions,
}: PanelFrameProps & { title: string; exprs: string[] }) {
  const href = useViewHref();
  const explore = new URLSearchParams(exprs.map((expr) => ['q', expr]));
  const at = href('/metrics');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button
          type="button"
          className={`btn quiet icon small ${css.menuButton}`}
          aria-label={`Menu of ${title || 'panel'}`}
          onPointerDown={(event) => event.stopPropagation()}
        >
          <IconDots size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => actions.open(panel.id)}>View full size</Menu.Item>
        <Menu.Item onClick={() => actions.edit(panel.id)}>Edit</Menu.Item>
        {exprs.length > 0 ? (
          <Menu.Item component={Link} href={`${at}${at.includes('?') ? '&' : '?'}${explore.toString()}`}>
            Explore the queries
          </Menu.Item>
        ) : null}
        <Menu.Item onClick={() => void navigator.clipboard.writeText(exprs.join('\n'))}>
          Copy the queries
        </Menu.Item>
        {editing ? (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => actions.duplicate(panel.id)}>Duplicate</Menu.Item>
            <Menu.Item color="red" onClick={() => actions.remove(panel.id)}>
              Remove
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
