#include "files/system.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#if defined(_WIN32)
#define NOMINMAX
#include <io.h>
#include <windows.h>
#else
#include <unistd.h>
#endif

#if defined(__linux__)
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#endif

namespace tg::system {
namespace {

// Runs `call` until no signal interrupts it; its errno goes to `error`.
template <class Call>
auto uninterrupted(int& error, Call call) {
  while (true) {
    const auto result = call();
    error = result < 0 ? errno : 0;
    if (error != EINTR) return result;
  }
}

#if defined(_WIN32)

OVERLAPPED position(std::uint64_t offset) {
  OVERLAPPED at = {};
  at.Offset = static_cast<DWORD>(offset);
  at.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return at;
}

HANDLE handle_of(int descriptor) {
  return reinterpret_cast<HANDLE>(_get_osfhandle(descriptor));
}

DWORD piece(std::size_t count) {
  return static_cast<DWORD>(std::min<std::size_t>(count, 1 << 30));
}

#endif

#if defined(__linux__)

// The errors by which kernels and file systems say "not here", rather than "this went wrong".
bool means_unsupported(int error) {
  return error == ENOSYS || error == EINVAL || error == EOPNOTSUPP || error == EXDEV || error == ENOTTY ||
         error == EPERM || error == ETXTBSY;
}

#endif

}  // namespace

#if defined(_WIN32)

int open_file(const std::string& path, bool writing, int& error) {
  const std::filesystem::path wide(std::u8string(path.begin(), path.end()));
  const int flags = (writing ? _O_RDWR : _O_RDONLY) | _O_BINARY | _O_NOINHERIT;
  return uninterrupted(error, [&] { return _wopen(wide.c_str(), flags); });
}

void close_file(int descriptor) {
  _close(descriptor);
}

int identify(int descriptor, Identity& identity) {
  BY_HANDLE_FILE_INFORMATION information;
  if (!GetFileInformationByHandle(handle_of(descriptor), &information)) return EIO;
  identity.device = information.dwVolumeSerialNumber;
  identity.number = std::uint64_t{information.nFileIndexHigh} << 32 | information.nFileIndexLow;
  identity.size = std::uint64_t{information.nFileSizeHigh} << 32 | information.nFileSizeLow;
  identity.regular = (information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
  return 0;
}

int set_size(int descriptor, std::uint64_t size) {
  return _chsize_s(descriptor, static_cast<std::int64_t>(size));
}

std::int64_t read_at(int descriptor, void* out, std::size_t count, std::uint64_t offset, int& error) {
  OVERLAPPED at = position(offset);
  DWORD moved = 0;
  const bool read = ReadFile(handle_of(descriptor), out, piece(count), &moved, &at);
  error = read || GetLastError() == ERROR_HANDLE_EOF ? 0 : EIO;
  return error == 0 ? static_cast<std::int64_t>(moved) : -1;
}

std::int64_t write_at(int descriptor, const void* bytes, std::size_t count, std::uint64_t offset, int& error) {
  OVERLAPPED at = position(offset);
  DWORD moved = 0;
  const bool written = WriteFile(handle_of(descriptor), bytes, piece(count), &moved, &at);
  error = written ? 0 : GetLastError() == ERROR_DISK_FULL ? ENOSPC : EIO;
  return written ? static_cast<std::int64_t>(moved) : -1;
}

#else

int open_file(const std::string& path, bool writing, int& error) {
  const int flags = (writing ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK;
  return uninterrupted(error, [&] { return ::open(path.c_str(), flags); });
}

void close_file(int descriptor) {
  ::close(descriptor);
}

int identify(int descriptor, Identity& identity) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return errno;
  identity.device = static_cast<std::uint64_t>(status.st_dev);
  identity.number = static_cast<std::uint64_t>(status.st_ino);
  identity.size = static_cast<std::uint64_t>(status.st_size);
  identity.regular = S_ISREG(status.st_mode);
  return 0;
}

int set_size(int descriptor, std::uint64_t size) {
  int error = 0;
  uninterrupted(error, [&] { return ::ftruncate(descriptor, static_cast<off_t>(size)); });
  return error;
}

std::int64_t read_at(int descriptor, void* out, std::size_t count, std::uint64_t offset, int& error) {
  return uninterrupted(error, [&] { return ::pread(descriptor, out, count, static_cast<off_t>(offset)); });
}

std::int64_t write_at(int descriptor, const void* bytes, std::size_t count, std::uint64_t offset, int& error) {
  return uninterrupted(error, [&] { return ::pwrite(descriptor, bytes, count, static_cast<off_t>(offset)); });
}

#endif

#if defined(SEEK_DATA) && defined(SEEK_HOLE)

Extent next_extent(int descriptor, std::uint64_t from, std::uint64_t limit) {
  const off_t data = ::lseek(descriptor, static_cast<off_t>(from), SEEK_DATA);
  if (data < 0) return errno == ENXIO ? Extent{limit, limit} : Extent{from, limit};
  const std::uint64_t begin = std::min(limit, static_cast<std::uint64_t>(data));
  const off_t hole = ::lseek(descriptor, data, SEEK_HOLE);
  return {begin, hole < 0 ? limit : std::min(limit, static_cast<std::uint64_t>(hole))};
}

#else

Extent next_extent(int, std::uint64_t from, std::uint64_t limit) {
  return {from, limit};
}

#endif

#if defined(__linux__)

bool punch_hole(int descriptor, std::uint64_t offset, std::uint64_t length) {
  const int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  int error = 0;
  return uninterrupted(error, [&] {
           return ::fallocate(descriptor, mode, static_cast<off_t>(offset), static_cast<off_t>(length));
         }) == 0;
}

void begin_write_back(int descriptor, std::uint64_t offset, std::uint64_t length) {
  (void)::sync_file_range(descriptor, static_cast<off_t>(offset), static_cast<off_t>(length), SYNC_FILE_RANGE_WRITE);
}

std::int64_t copy_inside_kernel(int source, std::uint64_t source_offset, int target, std::uint64_t target_offset,
                                std::size_t count, int& error) {
  auto from = static_cast<std::int64_t>(source_offset);
  auto to = static_cast<std::int64_t>(target_offset);
  const std::int64_t moved =
      uninterrupted(error, [&] { return ::syscall(SYS_copy_file_range, source, &from, target, &to, count, 0U); });
  if (moved > 0) return moved;
  if (means_unsupported(error)) error = 0;  // also 0 bytes: some file systems answer so where they cannot
  return -1;
}

Outcome share_blocks(int source, const std::string& target, int& error) {
  const int descriptor = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  error = descriptor < 0 ? errno : 0;
  if (descriptor < 0) return Outcome::failed;
  uninterrupted(error, [&] { return ::ioctl(descriptor, FICLONE, source); });
  ::close(descriptor);
  if (error == 0) return Outcome::done;
  ::unlink(target.c_str());
  return means_unsupported(error) ? Outcome::unsupported : Outcome::failed;
}

Outcome exchange(const std::string& a, const std::string& b, int& error) {
  uninterrupted(error,
                [&] { return ::syscall(SYS_renameat2, AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE); });
  if (error == 0) return Outcome::done;
  return error == ENOSYS || error == EINVAL || error == EOPNOTSUPP ? Outcome::unsupported : Outcome::failed;
}

#else

bool punch_hole(int, std::uint64_t, std::uint64_t) {
  return false;
}

void begin_write_back(int, std::uint64_t, std::uint64_t) {}

std::int64_t copy_inside_kernel(int, std::uint64_t, int, std::uint64_t, std::size_t, int& error) {
  error = 0;
  return -1;
}

Outcome share_blocks(int, const std::string&, int&) {
  return Outcome::unsupported;
}

Outcome exchange(const std::string&, const std::string&, int&) {
  return Outcome::unsupported;
}

#endif

}  // namespace tg::system
