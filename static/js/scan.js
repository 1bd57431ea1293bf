// One convolution in numbers: the same arithmetic as models/convolution.py.

/** From the attributes of .conv-data (see app/panels/layers/conv/page.py). */
export function readScan(data) {
  const [height, width, channels] = numbers(data.shape);
  const side = Number(data.side);
  const weights = numbers(data.weights);
  const area = side * side;
  const [rows, cols] = numbers(data.output);
  return {
    bytes: Uint8Array.from(atob(data.pixels), (letter) => letter.charCodeAt(0)),
    colours: Uint8Array.from(atob(data.colours), (letter) => letter.charCodeAt(0)),
    weights: Array.from({ length: channels }, (_, channel) => weights.slice(channel * area, (channel + 1) * area)),
    mean: numbers(data.mean),
    std: numbers(data.std),
    padding: numbers(data.padding),
    presets: JSON.parse(data.presets),
    stride: numbers(data.stride),
    bias: Number(data.bias),
    place: data.place,
    learned: Boolean(data.learned),
    height, width, channels, side, rows, cols,
  };
}

/** The number at a pixel; zero beyond the edge. */
export function valueAt(scan, channel, y, x) {
  if (y < 0 || x < 0 || y >= scan.height || x >= scan.width) return 0;
  return (byteAt(scan, channel, y, x) - scan.mean[channel]) / scan.std[channel];
}

export function byteAt(scan, channel, y, x) {
  if (y < 0 || x < 0 || y >= scan.height || x >= scan.width) return 0;
  return scan.bytes[(y * scan.width + x) * scan.channels + channel];
}

/** What the kernel meets at one place of the output. */
export function patchAt(scan, row, col) {
  const [top, left] = [row * scan.stride[0] - scan.padding[0], col * scan.stride[1] - scan.padding[1]];
  const cells = Array.from({ length: scan.side * scan.side }, (_, index) => [
    top + Math.floor(index / scan.side),
    left + (index % scan.side),
  ]);
  const values = scan.weights.map((_, channel) => cells.map(([y, x]) => valueAt(scan, channel, y, x)));
  const bytes = scan.weights.map((_, channel) => cells.map(([y, x]) => byteAt(scan, channel, y, x)));
  const products = scan.weights.map((weights, channel) => weights.map((weight, index) => weight * values[channel][index]));
  const total = products.flat().reduce((sum, product) => sum + product, scan.bias);
  return { row, col, top, left, values, bytes, products, total };
}

/** The whole output, row by row. */
export function convolve(scan) {
  const output = new Float32Array(scan.rows * scan.cols).fill(scan.bias);
  scan.weights.forEach((weights, channel) => {
    weights.forEach((weight, index) => weight && add(scan, output, channel, weight, index));
  });
  return output;
}

function add(scan, output, channel, weight, index) {
  const [y, x] = [Math.floor(index / scan.side) - scan.padding[0], (index % scan.side) - scan.padding[1]];
  for (let row = 0; row < scan.rows; row++) {
    for (let col = 0; col < scan.cols; col++) {
      output[row * scan.cols + col] += weight * valueAt(scan, channel, row * scan.stride[0] + y, col * scan.stride[1] + x);
    }
  }
}

/** Whether the output is a photo again: the weights sum to one. */
export function isBrightness(scan) {
  return !scan.learned && Math.abs(scan.weights[0].reduce((sum, weight) => sum + weight, 0) - 1) < 1e-3;
}

/** The strongest value away from the edges, where the zeros around the photo make edges of their own. */
export function peakOf(scan, output) {
  const margin = Math.floor(scan.side / 2);
  let peak = 0;
  for (let row = margin; row < scan.rows - margin; row++) {
    for (let col = margin; col < scan.cols - margin; col++) {
      peak = Math.max(peak, Math.abs(output[row * scan.cols + col]));
    }
  }
  return peak || 1;
}

function numbers(text) {
  return text.split(",").map(Number);
}
