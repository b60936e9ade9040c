import { Modal } from '@mantine/core';
import { KeyHint } from '../components/KeyHint.tsx';
import { keymap } from './keymap.ts';
import classes from './shell.module.css';

/** All keys, on `?`. */
export function HelpOverlay({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size={640}>
      <div className={classes.help}>
        {keymap.map(([group, keys]) => (
          <section key={group}>
            <h3>{group}</h3>
            <ul>
              {keys.map(([key, what]) => (
                <li key={`${key} ${what}`}>
                  <span>{what}</span>
                  <KeyHint keys={key} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Modal>
  );
}
