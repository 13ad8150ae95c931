import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';

const CIPHER = 'aes-256-gcm';

/** Encrypts secrets at rest, so that a copied database alone gives none of them away. AES-256-GCM. */
export interface SecretBox {
  seal(plain: string, context: string): Buffer;
  /** @throws Error when the key is another one or the value was changed */
  open(sealed: Buffer, context: string): string;
}

/** @param file of the key (mode 0600), which is read or made; null = a key that dies with the process */
export function secretBox(file: string | null): SecretBox {
  const key = file === null ? randomBytes(32) : keyFile(file);
  return {
    seal(plain, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, context) {
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(12, 28));
      return decipher.update(sealed.subarray(28), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

function keyFile(file: string): Buffer {
  if (!existsSync(file)) {
    // Written whole under another name and linked, so that a crash leaves either no key or a complete one.
    const draft = `${file}.${process.pid}`;
    const handle = openSync(draft, 'w', 0o600);
    writeSync(handle, randomBytes(32));
    fsyncSync(handle);
    closeSync(handle);
    try {
      linkSync(draft, file);
    } catch (error) {
      // Another process was first: its key is the one.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft);
    }
  }
  const key = readFileSync(file);
  if (key.length !== 32) throw new Error(`${file} is not a key of 32 bytes.`);
  return key;
}
