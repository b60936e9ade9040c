import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Time } from '../../components/Time.tsx';
import { useAction, useCall } from '../../connection/use-call.ts';
import { Field, Group } from './Field.tsx';
import css from './settings.module.css';

const PLACES = {
  keychain: 'sealed by this system’s keychain',
  file: 'in a file of the data directory that only its owner may read',
} as const;

const NAME = /^[\w.-]{1,64}$/;

/** What receivers need to be reached: set and taken away here, and never shown again. */
export function SecretsGroup() {
  const { data, error } = useCall('secrets.list', {});
  const remove = useAction('secrets.remove', ['secrets.list']);
  const failure = error ?? remove.error;
  const place = data ? ` New ones are kept ${PLACES[data.place]}.` : '';
  return (
    <Group
      title="Secrets"
      note={`Write trivet:secret/NAME in an alertmanager.yml where a password, a token or an address that is one would stand.${place}`}
    >
      {failure && <ErrorNote error={failure} what="Secrets" />}
      {data?.secrets.map(({ name, keptIn, setMs }) => (
        <Field key={name} name={name}>
          <span className="t2">
            set <Time ms={setMs} />, {PLACES[keptIn]}
          </span>{' '}
          <button
            type="button"
            className="btn quiet icon small"
            aria-label={`Remove the secret ${name}`}
            onClick={() => remove.mutate({ name })}
          >
            <IconTrash size={14} />
          </button>
        </Field>
      ))}
      <SecretForm names={data?.secrets.map(({ name }) => name) ?? []} />
    </Group>
  );
}

function SecretForm({ names }: { names: string[] }) {
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const set = useAction('secrets.set', ['secrets.list']);
  const canSet = NAME.test(name) && value !== '';
  const keep = () => {
    if (!canSet) return;
    set.mutate({ name, value });
    setName('');
    setValue('');
  };
  return (
    <Field name="Set a secret">
      <form
        className={css.buttons}
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <input
          className={css.prefix}
          aria-label="Name of a secret"
          aria-invalid={name !== '' && !NAME.test(name)}
          placeholder="slack-webhook"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.target.value.trim())}
        />
        <input
          className={css.prefix}
          type="password"
          aria-label="What it says"
          autoComplete="new-password"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="submit" className="btn small" disabled={!canSet}>
          {names.includes(name) ? 'Replace' : 'Keep'}
        </button>
      </form>
      {set.error && <ErrorNote error={set.error} what="Not kept" />}
    </Field>
  );
}
