import { Menu } from '@mantine/core';
import { IconChevronDown, IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import { Name } from '../components/Name.tsx';
import type { Scope } from '../scope/scope.ts';
import { scopeChoices } from '../scope/scope-choices.ts';
import { useAllContainers, useContainers, useScope } from '../scope/use-scope.ts';

const title = (scope: Scope): string => {
  if (scope.kind === 'all') return 'everything';
  return scope.kind === 'container' ? scope.name : scope.project;
};

/** The global filter: a compose project, a service in it, or one container. */
export function ScopeSelect() {
  const { scope, setScope } = useScope();
  const { containers } = useContainers();
  const all = useAllContainers() ?? [];
  const [filter, setFilter] = useState('');
  const choices = scopeChoices(all, filter);
  const counts = ['no containers', '1 container'];
  const count = counts[containers.length] ?? `all ${containers.length} containers`;
  const detail = scope.kind === 'service' ? scope.service : scope.kind === 'container' ? 'container' : count;
  return (
    <Menu position="bottom-start" width={280} onClose={() => setFilter('')}>
      <Menu.Target>
        <button
          type="button"
          className="btn"
          title="What is shown: everything, a project, a service, a container"
        >
          <IconStack2 size={16} stroke={1.5} />
          <span className="med cut">{title(scope)}</span>
          <span className="t3">{detail}</span>
          <IconChevronDown size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="field">
          <input
            aria-label="Find a project, service or container"
            placeholder="Find a project, service or container"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
            data-autofocus
          />
        </div>
        <Menu.Item onClick={() => setScope({ kind: 'all' })}>Everything</Menu.Item>
        {choices.map(({ label, items }) => (
          <div key={label}>
            <Menu.Label>{label}</Menu.Label>
            {items.map(({ key, name, scope: choice, count: size }) => (
              <Menu.Item
                key={key}
                onClick={() => setScope(choice)}
                rightSection={size === null ? null : <span className="t3 fs11">{size}</span>}
              >
                {choice.kind === 'project' ? <span className="med">{name}</span> : <Name name={name} />}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
