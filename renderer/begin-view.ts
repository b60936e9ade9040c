import { viewModuleOf } from './views/view-modules.ts';

// The first import of the window: the view's code is on its way while the rest is evaluated and the frame is drawn.
// A failure is told, and tried again, where the view is shown.
viewModuleOf(location.pathname)
  ?.load()
  .catch(() => undefined);
