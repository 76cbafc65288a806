#include "tokengraft/stream_hash.h"

#include <set>
#include <string>

#include "check.h"

namespace tg::test {
namespace {

std::string digest_of(std::string_view bytes) {
  StreamHash hash;
  hash.update(bytes);
  return hash.digest();
}

TEST("the checksum does not depend on how bytes are cut") {
  std::string bytes;
  for (int i = 0; i < 200; ++i) bytes.push_back(static_cast<char>(i * 37));
  const std::string whole = digest_of(bytes);
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    StreamHash hash;
    hash.update(std::string_view(bytes).substr(0, first));
    hash.update(std::string_view(bytes).substr(first, 3));
    if (first + 3 < bytes.size()) hash.update(std::string_view(bytes).substr(first + 3));
    CHECK_EQUAL(hash.digest(), whole);
  }
}

TEST("another byte, another length and another order have another checksum") {
  std::set<std::string> digests;
  for (std::size_t length = 0; length < 100; ++length) digests.insert(digest_of(std::string(length, '\0')));
  std::string bytes(100, 'a');
  for (char& byte : bytes) {
    byte = 'b';
    digests.insert(digest_of(bytes));
    byte = 'a';
  }
  digests.insert(digest_of(std::string(32, 'a') + std::string(32, 'b')));
  digests.insert(digest_of(std::string(32, 'b') + std::string(32, 'a')));
  CHECK_EQUAL(digests.size(), std::size_t{202});
}

TEST("the checksum is the same on every machine") {
  CHECK_EQUAL(digest_of("tokengraft"), std::string("b1ba1c7202da9b272540cabf492d8994"));
}

}  // namespace
}  // namespace tg::test
