// Protocol buffers read in one pass: the fields of a message from left to right. Nothing is copied and nothing is
// allocated; a length that points outside its message ends the reading with Code::bad_file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tokengraft/status.h"

namespace tg::protobuf {

enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct Field {
  std::uint32_t number = 0;
  WireType type = WireType::varint;
  std::uint64_t value = 0;  // of a varint or a fixed number
  std::string_view bytes;   // of a string or an inner message; lies in the message that is read
};

class Reader {
 public:
  // `message` must outlive the reader and its fields. `where` names it in messages.
  Reader(std::string_view message, std::string where) : message_(message), where_(std::move(where)) {}

  // False at the end of the message. After a failure the reader must not be used again.
  Result<bool> next(Field& field);

  // A field of the wrong type for what it is.
  Status wrong_type(const Field& field, std::string_view expected) const;

 private:
  bool read_varint(std::uint64_t& value);
  bool read_fixed(std::size_t size, std::uint64_t& value);
  Status read_content(Field& field);
  Status cut_short(const Field& field) const;

  std::string_view message_;
  std::string where_;
  std::size_t position_ = 0;
};

// The number that four bytes are.
float as_float(std::uint64_t fixed32);

}  // namespace tg::protobuf
