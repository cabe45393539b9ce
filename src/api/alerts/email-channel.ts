import { headline, SEND_TIMEOUT_MS } from './alert-channel.ts';
import type { AlertChannel, AlertMessage } from './alert-channel.ts';

/** Whom to write, and through which server. */
export interface EmailAddress {
  /** `smtp://USER:PASSWORD@HOST:587`, or `smtps://` for TLS from the first byte. */
  readonly smtp: string;
  readonly to: string;
  /** `vigil@localhost` when left out. */
  readonly from?: string;
}

/** Sends alerts by e-mail, as plain text. */
export function emailChannel({ smtp, to, from = 'vigil@localhost' }: EmailAddress): AlertChannel {
  return {
    name: 'email',
    send: async (message) => {
      // Only who wants e-mail pays for its client.
      const { createTransport } = await import('nodemailer');
      const url = new URL(smtp);
      const secure = url.protocol === 'smtps:';
      const transport = createTransport({
        host: url.hostname,
        port: Number(url.port || (secure ? 465 : 587)),
        secure,
        ...(url.username === ''
          ? {}
          : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
        connectionTimeout: SEND_TIMEOUT_MS,
        greetingTimeout: SEND_TIMEOUT_MS,
        socketTimeout: SEND_TIMEOUT_MS,
      });
      try {
        const headers = { 'X-Vigil-Alert': message.id };
        await transport.sendMail({ from, to, subject: headline(message), text: bodyOf(message), headers });
      } finally {
        transport.close();
      }
    },
  };
}

function bodyOf({ sentence, values, time, rule }: AlertMessage): string {
  const figures = values.map(({ name, value, unit }) => `${name}: ${value}${unit === '' ? '' : ` ${unit}`}\n`).join('');
  return `${sentence}\n\n${figures}\nRule: ${rule}\nTime: ${new Date(time * 1000).toISOString()}\n`;
}
