// Before all else, and kept there.
import './begin-view.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/mantine.css';
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConnectionProvider } from './connection/ConnectionProvider.tsx';
import { connectToEngine } from './connection/connect.ts';
import { cssNonce, shareNonce } from './csp-nonce.ts';
import { Shell } from './shell/Shell.tsx';
import { cssVariablesResolver, theme } from './styles/theme.ts';

shareNonce();
const connection = connectToEngine();
connection.start();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={cssNonce}
    >
      <ConnectionProvider connection={connection}>
        <ModalsProvider>
          <Notifications position="bottom-right" limit={4} />
          <Shell />
        </ModalsProvider>
      </ConnectionProvider>
    </MantineProvider>
  </StrictMode>,
);
