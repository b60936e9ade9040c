import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { Disposable } from '../../shared/util/disposable.ts';
import { paths } from './paths.ts';

export interface TrayActions {
  show(): void;
  quit(): void;
}

/** The icon by which a window that was closed to the tray comes back. */
export function createTray(title: string, actions: TrayActions): Disposable {
  const image = nativeImage.createFromPath(join(paths.icons, 'trayTemplate.png'));
  // A template image takes the menu bar's colour on macOS; elsewhere the call has no effect.
  image.setTemplateImage(true);
  const tray = new Tray(image);
  tray.setToolTip(title);
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: `Show ${title}`, click: () => actions.show() },
      { type: 'separator' },
      { label: 'Quit', click: () => actions.quit() },
    ]),
  );
  tray.on('click', () => actions.show());
  return { dispose: () => tray.destroy() };
}
