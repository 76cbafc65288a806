// The table of file formats.
#include "tokenizer/formats/formats.h"

namespace tg {

#define TG_FORMAT(format, reader) \
  Result<TokenizerSpec> reader(std::string_view, const std::string&, const OpenOptions&);
#include "tokenizer/formats/formats.def"
#undef TG_FORMAT

namespace {

struct Format {
  TokenizerFormat format;
  Result<TokenizerSpec> (*read)(std::string_view bytes, const std::string& name, const OpenOptions& options);
};

constexpr Format kFormats[] = {
#define TG_FORMAT(format, reader) {TokenizerFormat::format, reader},
#include "tokenizer/formats/formats.def"
#undef TG_FORMAT
};

}  // namespace

Result<TokenizerSpec> read_spec(std::string_view bytes, const std::string& name, const OpenOptions& options) {
  for (const Format& format : kFormats) {
    if (format.format == options.format) return format.read(bytes, name, options);
  }
  return Status::error(Code::bad_argument, name + ": no reader for this tokenizer format");
}

}  // namespace tg
