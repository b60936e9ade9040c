import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconArrowRight, IconBox, IconLayoutGrid, IconSearch, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCall } from '../connection/use-call.ts';
import { containerPath } from '../scope/container-path.ts';
import { scopeChoices } from '../scope/scope-choices.ts';
import { useAllContainers, useScope } from '../scope/use-scope.ts';
import { lengthWords, presetsMs } from '../time/time-range.ts';
import { useViewHref } from '../time/url-state.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import { views } from '../views/registry.ts';
import { useAlertCommands } from './alert-commands.tsx';
import { useLogCommands } from './log-commands.tsx';
import { useMetricCommands } from './metric-commands.tsx';
import { useTraceCommands } from './trace-commands.tsx';

/** Every view, container, service and action by name. */
export function Palette() {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const containers = useAllContainers() ?? [];
  const [used, setUsed] = useState(false);
  const alerts = useAlertCommands(used);
  const logs = useLogCommands();
  const traces = useTraceCommands();
  const dashboards = useCall('dashboards.list', {}, { staleMs: 10_000 }).data ?? [];
  const metrics = useMetricCommands();
  const { setScope } = useScope();
  const { set, toggleLive, zoomOut } = useTimeRange();
  const { setColorScheme } = useMantineColorScheme();

  const go: SpotlightActionData[] = views.map(({ name, label, path }) => ({
    id: `view-${name}`,
    label,
    leftSection: <IconArrowRight size={14} />,
    onClick: () => navigate(href(path)),
  }));
  const open: SpotlightActionData[] = containers.map(({ id, name, image, state }) => ({
    id: `container-${id}`,
    label: name,
    description: `container, ${state}, ${image}`,
    leftSection: <IconBox size={14} />,
    onClick: () => navigate(href(containerPath(name))),
  }));
  const shown: SpotlightActionData[] = dashboards
    .filter(({ fault }) => fault === null)
    .map(({ id, title, tags }) => ({
      id: `dashboard-${id}`,
      label: title,
      description: ['dashboard', ...tags].join(', '),
      leftSection: <IconLayoutGrid size={14} />,
      onClick: () => navigate(href(`/dashboards/${encodeURIComponent(id)}`)),
    }));
  const scopes: SpotlightActionData[] = scopeChoices(containers, '').flatMap(({ items }) =>
    items.map(({ key, scope }) => ({
      id: `scope-${key}`,
      label: `Show only ${key.replace(/^~/, '')}`,
      leftSection: <IconTerminal2 size={14} />,
      onClick: () => setScope(scope),
    })),
  );
  const command = (id: string, label: string, onClick: () => void): SpotlightActionData => ({
    id,
    label,
    leftSection: <IconTerminal2 size={14} />,
    onClick,
  });
  const commands = [
    command('live', 'Live or hold', toggleLive),
    command('zoom-out', 'Zoom out', zoomOut),
    ...presetsMs.map((ms) =>
      command(`range-${ms}`, `Show the ${lengthWords(ms)}`, () => set({ kind: 'last', lengthMs: ms })),
    ),
    command('scope-all', 'Show everything', () => setScope({ kind: 'all' })),
    command('dark', 'Dark theme', () => setColorScheme('dark')),
    command('light', 'Light theme', () => setColorScheme('light')),
    command('system', 'Theme of the system', () => setColorScheme('auto')),
  ];
  return (
    <Spotlight
      actions={[
        { group: 'Go to', actions: go },
        { group: 'Containers', actions: open },
        { group: 'Dashboards', actions: shown },
        { group: 'Alerts', actions: alerts },
        { group: 'Logs', actions: logs },
        { group: 'Traces', actions: traces.places },
        { group: 'Services', actions: traces.services },
        { group: 'Metrics', actions: [...metrics.places, ...metrics.metrics] },
        { group: 'Scope', actions: scopes },
        { group: 'Commands', actions: commands },
      ]}
      shortcut={null}
      onSpotlightOpen={() => setUsed(true)}
      onSpotlightClose={() => setUsed(false)}
      onQueryChange={() => setUsed(true)}
      highlightQuery
      limit={60}
      scrollable
      maxHeight={420}
      nothingFound="Nothing by that name"
      searchProps={{ leftSection: <IconSearch size={16} />, placeholder: 'Search or run a command' }}
    />
  );
}
