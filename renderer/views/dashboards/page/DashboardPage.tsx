import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { DashboardSummary } from '../../../../shared/contract/dashboards.ts';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import { dashboardText, parseDashboard } from '../../../../shared/dashboards/document.ts';
import type { Dashboard, Panel } from '../../../../shared/dashboards/model.ts';
import type { AlertCourse } from '../../../../shared/model/alert.ts';
import { useAlertCourses } from '../../../alerts/use-alert-spans.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { useEventMarks } from '../../../charts/use-events.ts';
import { downloadText } from '../../../components/download.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import { useKeys } from '../../../shell/keys.ts';
import { parseLength } from '../../../time/time-range.ts';
import { useUrl, useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { useSteadyWindow } from '../data/use-steady-window.ts';
import { useVariables } from '../data/use-variables.ts';
import { DashboardForm } from '../edit/DashboardForm.tsx';
import { JsonEditor } from '../edit/JsonEditor.tsx';
import { PanelEditor } from '../edit/PanelEditor.tsx';
import { DashboardGrid } from './DashboardGrid.tsx';
import { DashboardHead } from './DashboardHead.tsx';
import { DashboardLinks } from './DashboardLinks.tsx';
import {
  added,
  changed,
  duplicated,
  newDraft,
  redone,
  removed,
  replaced,
  undone,
  useDrafts,
} from './edit-state.ts';
import { FullPanel } from './FullPanel.tsx';
import { ImportNotes } from './ImportNotes.tsx';
import css from './page.module.css';
import { VariableBar } from './VariableBar.tsx';

/** One dashboard, by its id in the address. */
export default function DashboardPage() {
  const { id: written = '' } = useParams<{ id: string }>();
  const id = decoded(written);
  const { data, error, refetch } = useCall('dashboards.get', { id }, { keep: false });
  const read = useMemo(() => (data ? parseDashboard(data.json) : null), [data]);
  if (error)
    return <ErrorNote error={error} what="The dashboard cannot be opened" onRetry={() => void refetch()} />;
  if (!data || !read) return <Skeleton rows={10} />;
  if (!read.ok) return <ErrorNote error={new Error(read.error)} what="The dashboard cannot be read" />;
  return <Loaded key={id} id={id} summary={data.summary} stored={read.value} />;
}

/** As it stands in the address; one that is no valid escape is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface LoadedProps {
  id: string;
  summary: DashboardSummary;
  stored: Dashboard;
}

const NO_MARKS: EventMark[] = [];
const NO_COURSES: AlertCourse[] = [];

function Loaded({ id, summary, stored }: LoadedProps) {
  const { params, edit: editUrl } = useUrl();
  const { window: range, live, brush } = useTimeRange();
  const window = useSteadyWindow(range, live);
  const draft = useDrafts(({ drafts }) => drafts[id]) ?? null;
  const setDraft = useDrafts(({ set }) => set);
  const dashboard = draft?.now ?? stored;
  const editing = draft !== null;
  const unsaved =
    draft !== null && draft.now !== stored && dashboardText(draft.now) !== dashboardText(stored);
  const variables = useVariables(dashboard.variables, window);
  const allMarks = useEventMarks(window);
  const marks = dashboard.events ? allMarks : NO_MARKS;
  const allCourses = useAlertCourses(window);
  const courses = dashboard.events ? allCourses : NO_COURSES;
  const [whole, setWhole] = useState<'json' | 'settings' | null>(null);
  const [notesShown, setNotesShown] = useState(() => params.get('imported') === '1');
  useOwnRange(dashboard.range);
  const { save, saving } = useSave({ id, summary });
  const remove = useRemove(id, dashboard.title);

  const start = useCallback(
    () => useDrafts.getState().drafts[id] ?? newDraft(stored, summary.modifiedMs),
    [id, stored, summary.modifiedMs],
  );
  const change = useCallback(
    (next: Dashboard, kind: string | null = null) => setDraft(id, changed(start(), next, kind)),
    [id, setDraft, start],
  );
  const put = useCallback(
    (name: 'panel' | 'edit', value: number | null) =>
      editUrl((next) => {
        next.delete('panel');
        next.delete('edit');
        if (value !== null) next.set(name, String(value));
      }),
    [editUrl],
  );
  const actions = useMemo(
    () => ({
      open: (panel: number) => put('panel', Math.abs(panel)),
      edit: (panel: number) => {
        setDraft(id, start());
        put('edit', Math.abs(panel));
      },
      duplicate: (panel: number) => change(duplicated(start().now, panel)),
      remove: (panel: number) => change(removed(start().now, panel)),
    }),
    [put, setDraft, id, start, change],
  );
  const leave = () => {
    setWhole((shown) => (shown === 'settings' ? null : shown));
    put('panel', null);
  };
  const settingsShown = whole === 'settings' && editing;
  const opened = panelOf(dashboard, params.get('panel'));
  const edited = panelOf(dashboard, params.get('edit'));
  const context = useMemo(() => ({ window, variables: variables.values }), [window, variables.values]);
  useKeys({
    e: () => setDraft(id, start()),
    Escape: leave,
    'Mod+z': () => draft && setDraft(id, undone(draft)),
    'Mod+y': () => draft && setDraft(id, redone(draft)),
    'Mod+s': () => unsaved && save(dashboard, draft?.basedOnMs ?? null, false),
  });
  const shared = { context, ready: variables.ready, marks, courses, actions, onBrush: brush };
  return (
    <div className="view-page">
      <DashboardHead
        title={dashboard.title}
        summary={summary}
        editing={editing}
        unsaved={unsaved}
        saving={saving}
        canUndo={(draft?.past.length ?? 0) > 0}
        canRedo={(draft?.future.length ?? 0) > 0}
        notes={dashboard.notImported.length}
        back={
          opened || edited || settingsShown ? (
            <button type="button" className="btn" onClick={leave}>
              All panels
            </button>
          ) : null
        }
        actions={{
          edit: () => setDraft(id, start()),
          save: (asCopy) => save(dashboard, draft?.basedOnMs ?? null, asCopy),
          discard: () => {
            leave();
            setDraft(id, null);
          },
          undo: () => draft && setDraft(id, undone(draft)),
          redo: () => draft && setDraft(id, redone(draft)),
          add: (kind) => {
            const { dashboard: next, id: panel } = added(dashboard, kind);
            change(next);
            setWhole(null);
            if (kind !== 'row') put('edit', panel);
          },
          json: () => setWhole('json'),
          settings: () => setWhole('settings'),
          download: () =>
            downloadText(`${id.replace(/[^\w-]+/g, '-')}.json`, dashboardText(dashboard), 'application/json'),
          remove,
          showNotes: () => setNotesShown(true),
        }}
      />
      <VariableBar variables={variables} />
      <DashboardLinks links={dashboard.links} context={context} />
      {notesShown && dashboard.notImported.length > 0 ? (
        <ImportNotes notes={dashboard.notImported} onClose={() => setNotesShown(false)} />
      ) : null}
      {whole === 'json' ? (
        <JsonEditor
          dashboard={dashboard}
          editing={editing}
          onChange={(next) => change(next)}
          onClose={() => setWhole(null)}
        />
      ) : settingsShown ? (
        <DashboardForm
          dashboard={dashboard}
          states={variables.states}
          onChange={(how, kind) => change(how(start().now), kind)}
        />
      ) : edited && editing ? (
        <PanelEditor
          {...shared}
          panel={edited}
          variables={dashboard.variables.map(({ name }) => name)}
          onChange={(how, kind) => change(replaced(start().now, edited.id, how), kind)}
        />
      ) : opened ? (
        <FullPanel {...shared} panel={opened} queries={queriesOf(opened, dashboard)} />
      ) : (
        <section className={css.scroller} aria-label="Panels">
          {dashboard.panels.length === 0 ? (
            <p className="t3" style={{ padding: 24 }}>
              No panels yet. {editing ? 'Add one above.' : 'Edit the dashboard to add some.'}
            </p>
          ) : null}
          <DashboardGrid
            dashboard={dashboard}
            variables={variables}
            window={window}
            marks={marks}
            courses={courses}
            editing={editing}
            actions={actions}
            onBrush={brush}
            onChange={change}
          />
        </section>
      )}
    </div>
  );
}

function panelOf({ panels }: Dashboard, id: string | null): Panel | null {
  return id === null ? null : (panels.find((panel) => panel.id === Number(id)) ?? null);
}

const queriesOf = (panel: Panel, { panels }: Dashboard) =>
  panel.answersOf === null
    ? panel.queries
    : (panels.find(({ id }) => id === panel.answersOf)?.queries ?? panel.queries);

/** A document may say which range it is best seen over; the address, where it says one, stands above it. */
function useOwnRange(text: string): void {
  const { params } = useUrl();
  const { set } = useTimeRange();
  const lengthMs = parseLength(text);
  const isGiven = params.has('range') || params.has('from');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dashboard is opened
  useEffect(() => {
    if (lengthMs !== null && !isGiven) set({ kind: 'last', lengthMs });
  }, []);
}

function useSave({ id, summary }: Pick<LoadedProps, 'id' | 'summary'>) {
  const action = useAction('dashboards.save', ['dashboards.get', 'dashboards.list']);
  const setDraft = useDrafts(({ set }) => set);
  const [, navigate] = useLocation();
  const href = useViewHref();
  async function save(dashboard: Dashboard, basedOnMs: number | null, asCopy: boolean): Promise<void> {
    const copy = asCopy || summary.readOnly;
    const title = copy && dashboard.title === summary.title ? `${dashboard.title} (copy)` : dashboard.title;
    try {
      const saved = await action.mutateAsync({
        id: copy ? null : id,
        json: dashboardText({ ...dashboard, title }),
        basedOnMs: copy ? null : basedOnMs,
      });
      setDraft(id, null);
      notifications.show({ message: `Saved as ${saved.path}` });
      if (saved.id !== id) navigate(href(`/dashboards/${encodeURIComponent(saved.id)}`));
    } catch (error) {
      if (error instanceof TrivetError && error.code === 'conflict')
        return confirmReplace(error.message, () => save(dashboard, null, false));
      notifications.show({ color: 'red', title: 'Not saved', message: (error as Error).message });
    }
  }
  return {
    save: (dashboard: Dashboard, basedOnMs: number | null, asCopy: boolean) =>
      void save(dashboard, basedOnMs, asCopy),
    saving: action.isPending,
  };
}

/** Asks first: the file is gone afterwards. */
function useRemove(id: string, title: string): () => void {
  const action = useAction('dashboards.delete', ['dashboards.list']);
  const setDraft = useDrafts(({ set }) => set);
  const [, navigate] = useLocation();
  const href = useViewHref();
  return () =>
    modals.openConfirmModal({
      title: 'Delete the dashboard',
      children: `The file of "${title}" is deleted.`,
      labels: { confirm: 'Delete', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: async () => {
        await action.mutateAsync({ id });
        setDraft(id, null);
        navigate(href('/dashboards'));
      },
    });
}

function confirmReplace(message: string, replace: () => void): void {
  modals.openConfirmModal({
    title: 'Changed by somebody else',
    children: message,
    labels: { confirm: 'Replace what is there', cancel: 'Keep editing' },
    onConfirm: replace,
  });
}
