import type { SpotlightActionData } from '@mantine/spotlight';
import { IconFlag, IconPlus, IconVolumeOff } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useCall } from '../connection/use-call.ts';
import { useViewHref } from '../time/url-state.ts';

const MOST = 200;

const PLACES: [id: string, label: string, path: string][] = [
  ['silences', 'Silences', '/alerts/silences'],
  ['receivers', 'Receivers: who is told of alerts', '/alerts/receivers'],
  ['notifications', 'Notifications that were sent', '/alerts/notifications'],
  ['objectives', 'Objectives and their error budgets', '/alerts/objectives'],
];

/**
 * Alerts that are not over, rules, and what can be done about them.
 *
 * @param used false until the palette is: alerts may be thousands, and most views need none of them
 */
export function useAlertCommands(used: boolean): SpotlightActionData[] {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const status = useCall('alerts.status', {}, { enabled: used, staleMs: 2_000 }).data;
  const command = (
    id: string,
    label: string,
    to: string,
    more: Partial<SpotlightActionData> = {},
  ): SpotlightActionData => ({
    id: `alerts-${id}`,
    label,
    leftSection: <IconFlag size={14} />,
    onClick: () => navigate(to),
    ...more,
  });
  const live = (status?.alerts ?? []).filter(({ state }) => state !== 'resolved').slice(0, MOST);
  const silenceable = live.filter(({ silencedBy }) => silencedBy.length === 0);
  const words = (labels: [string, string][]) =>
    labels.flatMap(([name, value]) => (name === 'alertname' ? [] : `${name}=${value}`)).join(' ');
  return [
    command('new', 'New rule', href('/alerts/new'), { leftSection: <IconPlus size={14} /> }),
    ...PLACES.map(([id, label, path]) => command(id, label, href(path))),
    ...live.map(({ fingerprint, name, state, labels }) =>
      command(`alert-${fingerprint}`, name, href('/alerts', { alert: fingerprint }), {
        description: `${state}: ${words(labels)}`,
      }),
    ),
    ...silenceable.map(({ fingerprint, name, labels }) =>
      command(
        `silence-${fingerprint}`,
        `Silence ${name}…`,
        href('/alerts', { alert: fingerprint, silence: '1' }),
        { description: words(labels), leftSection: <IconVolumeOff size={14} /> },
      ),
    ),
    ...(status?.rules ?? []).slice(0, MOST).map(({ id, name, kind, group }) =>
      command(`rule-${id}`, name, href('/alerts', { rule: id }), {
        description: `${kind === 'alert' ? 'rule' : 'recording rule'}, ${group}`,
      }),
    ),
  ];
}
