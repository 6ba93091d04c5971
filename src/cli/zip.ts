import { crc32 } from "node:zlib";

/** A file of an archive; names are ASCII, without folders. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The date that every entry carries, 1 January 2026 in MS-DOS's form: the same files make the same archive. */
const dosDate = ((2026 - 1980) << 9) | (1 << 5) | 1;

/** A ZIP archive of a few small files, stored as they are. Source: PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16. */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    writeFacts(local, 4, name, bytes);
    files.push(local, Buffer.from(name, "ascii"), Buffer.from(bytes));

    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    writeFacts(central, 6, name, bytes);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name, "ascii"));
    offset += local.length + name.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listed, end]);
}

/** Version, flags, method (stored), time, date, checksum, sizes, length of the name: alike in both headers. */
function writeFacts(header: Buffer, at: number, name: string, bytes: Uint8Array): void {
  header.writeUInt16LE(20, at);
  header.writeUInt16LE(dosDate, at + 8);
  header.writeUInt32LE(crc32(bytes), at + 10);
  header.writeUInt32LE(bytes.length, at + 14);
  header.writeUInt32LE(bytes.length, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}
