#include "files/file.h"

#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

#include "files/system.h"

namespace tg {
namespace {

constexpr auto kMaxOffset = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

Status failure_at(const std::string& path, const std::string& what, int system_error) {
  return Status::io(what + " " + path + ": " + std::generic_category().message(system_error), system_error);
}

bool is_addressable(std::uint64_t offset, std::uint64_t length) {
  return length <= kMaxOffset && offset <= kMaxOffset - length;
}

}  // namespace

Result<File> File::open(const std::string& path, bool writing) {
  TG_RETURN_IF_ERROR(check_path(path));
  int error = 0;
  const int descriptor = system::open_file(path, writing, error);
  if (descriptor < 0) return failure_at(path, "cannot open", error);
  File file(path, descriptor);
  system::Identity identity{};
  if (const int failed = system::identify(descriptor, identity)) return file.failure("cannot look at", failed);
  if (!identity.regular) return Status::error(Code::bad_file, path + ": not a regular file");
  return file;
}

Result<File> File::open_for_reading(const std::string& path) {
  return open(path, false);
}

Result<File> File::open_for_writing(const std::string& path) {
  return open(path, true);
}

File::File(File&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) system::close_file(descriptor_);
}

Result<std::uint64_t> File::size() const {
  system::Identity identity{};
  if (const int error = system::identify(descriptor_, identity)) return failure("cannot look at", error);
  return identity.size;
}

Status File::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
  if (!is_addressable(offset, out.size())) return failure("cannot read", EOVERFLOW);
  for (std::size_t done = 0; done < out.size();) {
    int error = 0;
    const auto moved = system::read_at(descriptor_, out.data() + done, out.size() - done, offset + done, error);
    if (moved < 0) return failure("cannot read", error);
    if (moved == 0) {
      return Status::error(Code::bad_file, path_ + ": ends at byte " + std::to_string(offset + done) + ", but byte " +
                                               std::to_string(offset + out.size() - 1) + " is needed");
    }
    done += static_cast<std::size_t>(moved);
  }
  return {};
}

Status File::write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) const {
  if (!is_addressable(offset, bytes.size())) return failure("cannot write", EFBIG);
  for (std::size_t done = 0; done < bytes.size();) {
    int error = 0;
    const auto moved = system::write_at(descriptor_, bytes.data() + done, bytes.size() - done, offset + done, error);
    if (moved <= 0) return failure("cannot write", moved < 0 ? error : EIO);
    done += static_cast<std::size_t>(moved);
  }
  return {};
}

Status File::grow(std::uint64_t size) const {
  if (!is_addressable(0, size)) return failure("cannot lengthen", EFBIG);
  const auto present = this->size();
  if (!present.ok()) return present.status();
  if (present.value() >= size) return {};
  const int error = system::set_size(descriptor_, size);
  return error == 0 ? Status() : failure("cannot lengthen", error);
}

Result<bool> File::is_same_as(const File& other) const {
  system::Identity mine{};
  system::Identity theirs{};
  if (const int error = system::identify(descriptor_, mine)) return failure("cannot look at", error);
  if (const int error = system::identify(other.descriptor_, theirs)) return other.failure("cannot look at", error);
  return mine.device == theirs.device && mine.number == theirs.number;
}

Status File::failure(const std::string& what, int system_error) const {
  return failure_at(path_, what, system_error);
}

Status check_path(const std::string& path) {
  const std::size_t zero = path.find('\0');
  if (zero == std::string::npos) return {};
  return Status::error(Code::bad_argument, path.substr(0, zero) + ": the path goes on behind a zero character");
}

Status check_range(const File& file, std::uint64_t offset, std::uint64_t length) {
  const auto size = file.size();
  if (!size.ok()) return size.status();
  if (length <= size.value() && offset <= size.value() - length) return {};
  return Status::error(Code::bad_file, file.path() + ": has " + std::to_string(size.value()) + " bytes, but " +
                                           std::to_string(length) + " from byte " + std::to_string(offset) +
                                           " on are needed");
}

}  // namespace tg
