import { Switch, TagsInput, Textarea } from '@mantine/core';
import type { Dashboard } from '../../../../shared/dashboards/model.ts';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { parseLength } from '../../../time/time-range.ts';
import type { VariableState } from '../data/use-variables.ts';
import css from '../page/page.module.css';
import { CheckedInput } from './CheckedInput.tsx';
import { LinkList } from './LinkList.tsx';
import { VariableList } from './VariableList.tsx';

interface DashboardFormProps {
  dashboard: Dashboard;
  states: VariableState[];
  onChange(change: (dashboard: Dashboard) => Dashboard, kind: string | null): void;
}

const MOST_TAGS = 64;
const LONGEST_NAME = 256;

const titleFault = (text: string) => (text.trim() === '' ? 'A dashboard has a title' : null);
const rangeFault = (text: string) =>
  text === '' || parseLength(text) !== null
    ? null
    : 'A length as 30m, 6h or 7d; empty keeps the one in force';

/** What belongs to the dashboard as a whole: its title, its variables and its links. */
export function DashboardForm({ dashboard, states, onChange }: DashboardFormProps) {
  const set = (given: Partial<Dashboard>, kind: string | null) =>
    onChange((before) => ({ ...before, ...given }), kind);
  return (
    <ScrollRegion label="Settings of the dashboard">
      <div className={css.form}>
        <div className={css.formPart}>
          <div className={css.fields}>
            <CheckedInput
              label="Title"
              value={dashboard.title}
              maxLength={LONGEST_NAME}
              faultOf={titleFault}
              onChange={(title) => set({ title }, 'dashboard title')}
            />
            <TagsInput
              size="xs"
              label="Tags"
              placeholder={dashboard.tags.length === 0 ? 'Enter adds one' : ''}
              maxTags={MOST_TAGS}
              maxLength={LONGEST_NAME}
              value={dashboard.tags}
              onChange={(tags) => set({ tags }, null)}
            />
            <CheckedInput
              label="Opens with the last"
              placeholder="the range in force"
              value={dashboard.range}
              maxLength={16}
              faultOf={rangeFault}
              onChange={(range) => set({ range }, 'dashboard range')}
            />
          </div>
          <Textarea
            size="xs"
            label="Description"
            autosize
            maxRows={6}
            maxLength={8192}
            value={dashboard.description}
            onChange={(event) => set({ description: event.currentTarget.value }, 'dashboard description')}
          />
          <Switch
            size="xs"
            label="Marks of container events in its charts"
            checked={dashboard.events}
            onChange={(event) => set({ events: event.currentTarget.checked }, null)}
          />
        </div>
        <VariableList
          variables={dashboard.variables}
          states={states}
          onChange={(change, kind) =>
            onChange((before) => ({ ...before, variables: change(before.variables) }), kind)
          }
        />
        <LinkList
          links={dashboard.links}
          onChange={(change, kind) =>
            onChange((before) => ({ ...before, links: change(before.links) }), kind)
          }
        />
      </div>
    </ScrollRegion>
  );
}
