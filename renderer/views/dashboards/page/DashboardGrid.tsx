import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type CSSProperties, type PointerEvent, useMemo, useRef, useState } from 'react';
import { interpolateText } from '../../../../shared/dashboards/interpolate.ts';
import {
  type Dashboard,
  GRID_COLUMNS,
  type Grid,
  type Panel,
  type PanelQuery,
} from '../../../../shared/dashboards/model.ts';
import { type DrawnPanel, placedPanels, repeated } from '../../../../shared/dashboards/repeat.ts';
import type { AlertCourse } from '../../../../shared/model/alert.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { textContext } from '../data/panel-questions.ts';
import type { Variables } from '../data/use-variables.ts';
import { nudged, placed } from './edit-state.ts';
import { type PanelActions, PanelFrame } from './PanelFrame.tsx';
import css from './page.module.css';

interface DashboardGridProps {
  dashboard: Dashboard;
  variables: Variables;
  window: TimeWindow;
  marks: EventMark[];
  courses: AlertCourse[];
  editing: boolean;
  actions: PanelActions;
  onBrush(aMs: number, bMs: number): void;
  onChange(dashboard: Dashboard, kind: string | null): void;
}

/** Height of a unit and the space around a panel, in px. */
const UNIT = 38;
const GAP = 8;

/** The panels in their places, rows that fold, and while editing the mouse and the arrow keys to move them. */
export function DashboardGrid(props: DashboardGridProps) {
  const { dashboard, variables, window, editing } = props;
  const [folds, setFolds] = useState<ReadonlyMap<number, boolean>>(new Map());
  const [moving, setMoving] = useState<Dashboard | null>(null);
  const panels = (moving ?? dashboard).panels;
  const isFolded = (row: Panel) => folds.get(row.id) ?? row.collapsed;
  const drawn = useMemo(
    // While editing a panel is one thing to move, however often it is repeated.
    () =>
      editing
        ? panels.map((panel): DrawnPanel => ({ key: String(panel.id), panel, scoped: new Map() }))
        : repeated(panels, variables.values),
    [panels, editing, variables.values],
  );
  const places = placedPanels(drawn, isFolded);
  const height = places.reduce((most, { at }) => Math.max(most, at.y + at.h), 0);
  const byId = useMemo(() => new Map(dashboard.panels.map((panel) => [panel.id, panel])), [dashboard.panels]);
  return (
    <div className={css.grid} style={{ height: height * UNIT + GAP }} data-editing={editing || undefined}>
      {places.map(({ key, panel, scoped, at }) =>
        panel.kind === 'row' ? (
          <Row
            key={key}
            panel={panel}
            title={interpolateText(
              panel.title,
              textContext(panel, { window, variables: new Map([...variables.values, ...scoped]) }),
            )}
            folded={isFolded(panel)}
            style={placeStyle(at)}
            {...(editing ? { onEdit: () => props.actions.edit(panel.id) } : {})}
            onFold={() => setFolds((before) => new Map(before).set(panel.id, !isFolded(panel)))}
          />
        ) : (
          <Placed
            key={key}
            {...props}
            panel={panel}
            scoped={scoped}
            at={at}
            queries={queriesOf(panel, byId)}
            onMoving={setMoving}
          />
        ),
      )}
    </div>
  );
}

/** Its own queries, or those of the panel whose answers it draws. */
function queriesOf(panel: Panel, byId: ReadonlyMap<number, Panel>): PanelQuery[] {
  return panel.answersOf === null ? panel.queries : (byId.get(panel.answersOf)?.queries ?? panel.queries);
}

const placeStyle = ({ x, y, w, h }: Grid): CSSProperties => ({
  left: `${(x / GRID_COLUMNS) * 100}%`,
  top: y * UNIT,
  width: `${(w / GRID_COLUMNS) * 100}%`,
  height: h * UNIT,
});

interface RowProps {
  panel: Panel;
  title: string;
  folded: boolean;
  style: CSSProperties;
  onFold(): void;
  onEdit?(): void;
}

function Row({ panel, title, folded, style, onFold, onEdit }: RowProps) {
  return (
    <div className={css.row} style={style}>
      <button type="button" aria-expanded={!folded} onClick={onFold}>
        {folded ? <IconChevronRight size={14} /> : <IconChevronDown size={14} />}
        <span>{title || `Row ${panel.id}`}</span>
      </button>
      {onEdit ? (
        <button type="button" className="btn quiet small" onClick={onEdit}>
          Edit
        </button>
      ) : null}
    </div>
  );
}

interface PlacedProps extends DashboardGridProps {
  panel: Panel;
  scoped: DrawnPanel['scoped'];
  at: Grid;
  queries: PanelQuery[];
  onMoving(dashboard: Dashboard | null): void;
}

function Placed(props: PlacedProps) {
  const { dashboard, panel, scoped, at, queries, variables, window, editing, onMoving, onChange } = props;
  const context = useMemo(
    () => ({
      window,
      variables: scoped.size === 0 ? variables.values : new Map([...variables.values, ...scoped]),
    }),
    [window, variables.values, scoped],
  );
  const drag = useDrag(props);
  function press(event: React.KeyboardEvent): void {
    const own = dashboard.panels.find(({ id }) => id === panel.id);
    if (!own || event.metaKey || event.ctrlKey || event.altKey) return;
    const next = nudged(own.grid, event.key, event.shiftKey, dashboard.panels, panel.id);
    if (next) onChange(placed(dashboard, panel.id, next), `move ${panel.id}`);
    else if (event.key === 'Enter') props.actions.edit(panel.id);
    else if (event.key === 'Delete' || event.key === 'Backspace') props.actions.remove(panel.id);
    else if (event.key === 'd') props.actions.duplicate(panel.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div className={css.place} style={placeStyle(at)} data-moving={drag.active || undefined}>
      <PanelFrame
        panel={panel}
        queries={queries}
        context={context}
        ready={variables.ready}
        marks={props.marks}
        courses={props.courses}
        editing={editing}
        actions={props.actions}
        onBrush={props.onBrush}
        {...(editing ? { onGrab: (event: PointerEvent) => drag.begin(event, 'move'), onPress: press } : {})}
      />
      {editing ? (
        <span
          className={css.corner}
          aria-hidden="true"
          onPointerDown={(event) => {
            onMoving(null);
            drag.begin(event, 'size');
          }}
        />
      ) : null}
    </div>
  );
}

/** Follows the pointer from a panel's head or corner until it is let go; Escape leaves all as it was. */
function useDrag({ dashboard, panel, onMoving, onChange }: PlacedProps) {
  const [active, setActive] = useState(false);
  const latest = useRef<Dashboard | null>(null);
  function begin(event: PointerEvent, what: 'move' | 'size'): void {
    const place = event.currentTarget.closest(`.${css.place}`)?.parentElement;
    const own = dashboard.panels.find(({ id }) => id === panel.id);
    if (event.button !== 0 || !place || !own) return;
    const column = place.clientWidth / GRID_COLUMNS;
    const { clientX, clientY } = event;
    const scroller = place.closest(`.${css.scroller}`);
    const scrolled = scroller?.scrollTop ?? 0;
    const move = (at: globalThis.PointerEvent) => {
      const dx = Math.round((at.clientX - clientX) / column);
      const dy = Math.round((at.clientY - clientY + (scroller?.scrollTop ?? 0) - scrolled) / UNIT);
      if (dx === 0 && dy === 0 && !latest.current) return;
      setActive(true);
      latest.current = placed(dashboard, panel.id, dragged(own.grid, dx, dy, what));
      onMoving(latest.current);
    };
    const end = (keep: boolean) => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('keydown', key, true);
      if (keep && latest.current) onChange(latest.current, null);
      latest.current = null;
      onMoving(null);
      setActive(false);
    };
    const up = () => end(true);
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape') return;
      pressed.stopPropagation();
      end(false);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('keydown', key, true);
  }
  return { active, begin };
}

function dragged(grid: Grid, dx: number, dy: number, what: 'move' | 'size'): Grid {
  if (what === 'size') {
    return {
      ...grid,
      w: Math.min(Math.max(2, grid.w + dx), GRID_COLUMNS - grid.x),
      h: Math.max(2, grid.h + dy),
    };
  }
  return {
    ...grid,
    x: Math.min(Math.max(0, grid.x + dx), GRID_COLUMNS - grid.w),
    y: Math.max(0, grid.y + dy),
  };
}
