import { parentPort, workerData } from 'node:worker_threads';

import { SignBatch } from './sign-batch.ts';
import { openSigner } from './signer.ts';
import type { SigningRange, SigningTask } from './sign-batch.ts';

const signer = openSigner(new Uint8Array((workerData as SigningTask).secrets));

parentPort!.on('message', ({ buffer, start, end }: SigningRange) => {
  new SignBatch(buffer).sign(signer, start, end);
  parentPort!.postMessage(end);
});
