// Characters and words of a text that comes in pieces.

export interface TextMeasure {
  readonly bytes: number;
  /** Code points. */
  readonly characters: number;
  /** Runs of anything but white space. */
  readonly words: number;
}

export class TextMeter {
  #bytes = 0;
  #characters = 0;
  #words = 0;
  #insideWord = false;

  add(text: string, bytes: number): void {
    this.#bytes += bytes;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= 0xdc00 && unit <= 0xdfff) continue;
      this.#characters++;
      const space = unit <= 0x20 ? isAsciiSpace(unit) : unit >= 0x80 && isWideSpace(unit);
      if (!space && !this.#insideWord) this.#words++;
      this.#insideWord = !space;
    }
  }

  get measure(): TextMeasure {
    return { bytes: this.#bytes, characters: this.#characters, words: this.#words };
  }
}

function isAsciiSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
}

/** The other characters of Unicode's White_Space. */
function isWideSpace(unit: number): boolean {
  return (
    unit === 0x85 ||
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}
