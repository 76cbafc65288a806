// A string that grows at its end through a pointer: appending a few bytes is a store of a fixed size and an addition.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace tg {

class ByteWriter {
 public:
  // Takes over the room that `room` has; what it holds is lost.
  explicit ByteWriter(std::size_t expected_size, std::string room = {}) : bytes_(std::move(room)) {
    bytes_.resize(expected_size + kSlack);
    point_to(0);
  }

  // At least `size` bytes that may be written; `advance` says how many of them count.
  char* room(std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) < size) grow(size);
    return at_;
  }
  void advance(std::size_t size) { at_ += size; }

  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    at_ += bytes.size();
  }
  void append(char byte) {
    *room(1) = byte;
    ++at_;
  }

  std::size_t size() const { return static_cast<std::size_t>(at_ - bytes_.data()); }
  std::string finish() {
    bytes_.resize(size());
    return std::move(bytes_);
  }

 private:
  static constexpr std::size_t kSlack = 64;

  void grow(std::size_t size) {
    const std::size_t used = this->size();
    bytes_.resize(bytes_.size() * 2 + size);
    point_to(used);
  }
  void point_to(std::size_t used) {
    at_ = bytes_.data() + used;
    end_ = bytes_.data() + bytes_.size();
  }

  std::string bytes_;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace tg
