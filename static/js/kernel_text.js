// A kernel's numbers as people type them: the same rules as models/kernel_text.py.

const DECIMAL = String.raw`[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?`;
const NUMBER = new RegExp(`^(${DECIMAL})(?:/(${DECIMAL}))?$`);
const SIGNS = { "−": "-", "–": "-", "⁄": "/", "÷": "/", "、": ",", "。": ".", "\u3000": " " };
const LARGEST = 10000;

/** `1/9`, `-0.5`; null for what is no number, and for one that is too large. */
export function readNumber(text) {
  const found = NUMBER.exec(plainText(text).trim());
  const value = found ? Number(found[1]) / Number(found[2] ?? 1) : NaN;
  return Math.abs(value) <= LARGEST ? value : null;
}

/** Full-width digits and signs and real minuses as plain ASCII. */
export function plainText(text) {
  return text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[−–⁄÷、。\u3000]/g, (sign) => SIGNS[sign])
    .replace(/[\u200b\u2060\ufeff]/g, "");
}

/** Whether the text holds more than one number: a kernel that was pasted into a single cell. */
export function holdsSeveral(text) {
  return /[^\s[\]][\s,;]+[^\s[\]]/.test(plainText(text).trim());
}

/** Lines become rows split by `;`, for a field of one line loses them. */
export function onOneLine(text) {
  return text.trim().split(/\s*[\r\n]+\s*/).join("; ").replace(/;(\s*;)+/g, ";");
}
