// The files of a ZIP archive, which is what an XLSX workbook is.
import { inflateRawSync } from "node:zlib";

// Every file by its name, as text. Reads the directory at the end, as spreadsheets do.
export function unzipped(bytes) {
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06"));
  if (end < 0) throw new Error("not a ZIP archive");
  const files = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, length] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
    const start = bytes.readUInt32LE(at + 42);
    const body = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const packed = bytes.subarray(body, body + length);
    const file = method === 0 ? packed : inflateRawSync(packed);
    files[bytes.toString("utf8", at + 46, at + 46 + name)] = file.toString("utf8");
    at += 46 + name + extra + comment;
  }
  return files;
}

const plain = (xml) =>
  xml.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

// A workbook's sheets by name, each as rows of cells: text, or a number.
export function sheets(bytes) {
  const files = unzipped(bytes);
  const shared = [...files["xl/sharedStrings.xml"].matchAll(/<si>.*?<t[^>]*>(.*?)<\/t>.*?<\/si>/gs)].map(
    ([, text]) => plain(text),
  );
  const names = [...files["xl/workbook.xml"].matchAll(/<sheet name="([^"]+)"/g)].map(([, name]) => plain(name));
  const cells = (row) =>
    [...row.matchAll(/<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="(\w+)")?>(.*?)<\/c>/gs)].map(([, type, inside]) => {
      const value = inside.match(/<v>(.*?)<\/v>/)[1];
      return type === "s" ? shared[Number(value)] : Number(value);
    });
  return Object.fromEntries(
    names.map((name, place) => {
      const xml = files[`xl/worksheets/sheet${place + 1}.xml`];
      if (xml.includes("<f>")) throw new Error(`${name} holds a formula`);
      return [name, [...xml.matchAll(/<row .*?<\/row>/gs)].map(([row]) => cells(row))];
    }),
  );
}
