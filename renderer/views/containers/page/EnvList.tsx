import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { EnvVariable } from '../../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { useAction } from '../../../connection/use-call.ts';

/** The environment; what looks like a secret is masked until it is asked for, one by one, and never cached. */
export function EnvList({ container, env }: { container: ContainerSummary; env: EnvVariable[] }) {
  return (
    <dl className="kv">
      {env.map((variable) => (
        <Variable key={variable.name} id={container.id} variable={variable} />
      ))}
    </dl>
  );
}

function Variable({ id, variable }: { id: string; variable: EnvVariable }) {
  const [value, setValue] = useState<string | null>(null);
  const { mutateAsync, isPending } = useAction('containers.revealEnv');
  const { name, masked } = variable;
  async function toggle(): Promise<void> {
    if (value === null) setValue((await mutateAsync({ id, name })).value);
    else setValue(null);
  }
  return (
    <>
      <dt className="mono" title={name}>
        {name}
      </dt>
      <dd className="mono" style={{ display: 'flex', gap: 8 }}>
        {masked && value === null ? (
          <span className="t3">••••••••</span>
        ) : (
          <span>{value ?? variable.value}</span>
        )}
        {masked ? (
          <button
            type="button"
            className="t3"
            disabled={isPending}
            aria-label={`${value === null ? 'Reveal' : 'Hide'} ${name}`}
            title={value === null ? 'Reveal' : 'Hide'}
            onClick={() => void toggle()}
          >
            {value === null ? <IconEye size={14} /> : <IconEyeOff size={14} />}
          </button>
        ) : null}
      </dd>
    </>
  );
}
