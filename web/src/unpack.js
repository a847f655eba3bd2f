/*! With parts of lzma1: MIT licence, Copyright (c) 2023 Filip Seman, https://github.com/xseman/lzma1 */
// Unpacks LZMA in a worker, so that the page stays quick. What packs it anew is left out of the bundle.
import { Decoder } from "../node_modules/lzma1/lib/decoder.js";
import { InputBuffer, OutputBuffer } from "../node_modules/lzma1/lib/streams.js";

self.onmessage = ({ data }) => {
  const bytes = Uint8Array.fromBase64?.(data) ?? Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const output = new OutputBuffer(8 * bytes.length);
  new Decoder().decompress(new InputBuffer(bytes), output);
  self.postMessage(new TextDecoder().decode(output.toArray()));
};
