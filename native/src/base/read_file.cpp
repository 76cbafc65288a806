#include "base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

}  // namespace

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
