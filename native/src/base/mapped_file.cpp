#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace tg {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

struct OpenFile {
  Descriptor descriptor;
  std::uint64_t size;
};

Status system_failure(const std::string& path, const char* action) {
  const int error = errno;
  return Status::io(path + ": cannot " + action + ": " + std::generic_category().message(error), error);
}

const char* kind_of(mode_t mode) {
  return S_ISDIR(mode) ? "a folder" : S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

// Opens without waiting, so that a pipe put in a file's place is refused instead of blocking.
Result<OpenFile> open_regular(const std::string& path) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.number() < 0) return system_failure(path, "open");
  struct stat facts;
  if (::fstat(descriptor.number(), &facts) != 0) return system_failure(path, "look at");
  if (!S_ISREG(facts.st_mode)) {
    return Status::error(Code::bad_file, path + ": expected a file, found " + kind_of(facts.st_mode));
  }
  return OpenFile{std::move(descriptor), static_cast<std::uint64_t>(facts.st_size)};
}

std::uint64_t page_size() {
  static const auto size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
  Result<OpenFile> file = open_regular(path);
  if (!file.ok()) return file.status();
  return map(file->descriptor.number(), path, 0, file->size);
}

Result<MappedFile> MappedFile::open_window(const std::string& path, std::uint64_t offset, std::uint64_t length) {
  Result<OpenFile> file = open_regular(path);
  if (!file.ok()) return file.status();
  if (offset > file->size || length > file->size - offset) {
    return Status::error(Code::bad_file, path + ": expected " + std::to_string(length) + " bytes from byte " +
                                             std::to_string(offset) + " on, but the file has " +
                                             std::to_string(file->size) + " bytes; is it cut short?");
  }
  return map(file->descriptor.number(), path, offset, length);
}

// REQUIRES: the range lies within the file. The mapping begins at a page, at or before `offset`.
Result<MappedFile> MappedFile::map(int descriptor, const std::string& path, std::uint64_t offset,
                                   std::uint64_t length) {
  if (length == 0) return MappedFile(nullptr, 0, {});
  const std::uint64_t lead = offset % page_size();
  const std::size_t mapped = lead + length;
  void* const mapping = ::mmap(nullptr, mapped, PROT_READ, MAP_PRIVATE, descriptor, static_cast<off_t>(offset - lead));
  if (mapping == MAP_FAILED) return system_failure(path, "map");
  return MappedFile(mapping, mapped, {static_cast<const std::byte*>(mapping) + lead, length});
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : mapping_(std::exchange(other.mapping_, nullptr)),
      mapped_(std::exchange(other.mapped_, 0)),
      bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(mapping_, other.mapping_);
  std::swap(mapped_, other.mapped_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (mapping_ != nullptr) ::munmap(mapping_, mapped_);
}

Result<std::string> read_file(const std::string& path, std::uint64_t limit) {
  Result<OpenFile> file = open_regular(path);
  if (!file.ok()) return file.status();
  if (file->size > limit) {
    return Status::error(Code::limit, path + ": has " + std::to_string(file->size) + " bytes, more than the " +
                                          std::to_string(limit) + " that such a file may have");
  }
  std::string content(file->size, '\0');
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t count = ::read(file->descriptor.number(), content.data() + filled, content.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure(path, "read");
    if (count == 0) break;  // it was cut short meanwhile
    filled += static_cast<std::size_t>(count);
  }
  content.resize(filled);
  return content;
}

}  // namespace tg
