// The worked examples of RFC 7091 section 7. Their curves stand over other primes than Kazakhstan's, so the
// equations run here over a field by OpenSSL's numbers.
#include <gtest/gtest.h>
#include <openssl/bn.h>

#include <iostream>
#include <memory>

#include "base/files.hpp"
#include "crypto/kz_gost/signature_equations.hpp"

namespace gw::crypto::kz_gost {
namespace {

// The interface of prime_field for any prime; Prime::p() is its limbs.
template <class Prime>
struct any_field {
    static constexpr std::size_t size = Prime::p().size();
    using element = limbs<size>;

    static constexpr element zero() { return {}; }
    static constexpr element one() { return {1}; }
    static constexpr element modulus() { return Prime::p(); }
    static element add(const element& a, const element& b) { return run(BN_mod_add, a, b); }
    static element subtract(const element& a, const element& b) { return run(BN_mod_sub, a, b); }
    static element multiply(const element& a, const element& b) { return run(BN_mod_mul, a, b); }
    static element square(const element& a) { return multiply(a, a); }
    static element twice(const element& a) { return add(a, a); }
    static element negate(const element& a) { return subtract(zero(), a); }
    static element invert(const element& a) { return inversion_vartime<size>::run(Prime::p(), a); }
    static element canonical(const element& a) { return a; }
    static limb is_zero(const element& a) { return kz_gost::is_zero(a); }
    static limb equal(const element& a, const element& b) { return a == b; }
    static bool is_zero_vartime(const element& a) { return is_zero(a) == 1; }

private:
    using number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
    static number read(const element& a) {
        return {BN_lebin2bn(reinterpret_cast<const unsigned char*>(a.data()), 8 * size, nullptr), BN_free};
    }
    template <class Operation>
    static element run(Operation operation, const element& a, const element& b) {
        static BN_CTX* const context = BN_CTX_secure_new();
        static const number p = read(Prime::p());
        const number x = read(a), y = read(b), result(BN_new(), BN_free);
        operation(result.get(), x.get(), y.get(), p.get(), context);
        element out;
        BN_bn2lebinpad(result.get(), reinterpret_cast<unsigned char*>(out.data()), 8 * size);
        return out;
    }
};

struct example_1 {
    static constexpr auto p() {
        return number<4>("8000000000000000000000000000000000000000000000000000000000000431");
    }
    using field = any_field<example_1>;
    static constexpr bool a_is_minus_3 = false;
    static constexpr unsigned cofactor = 1;
    static constexpr auto a = number<4>("7");
    static constexpr auto b = number<4>("5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E");
    static constexpr auto q = number<4>("8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3");
    static constexpr auto x = number<4>("2");
    static constexpr auto y = number<4>("08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8");

    static constexpr auto d = number<4>("7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28");
    static constexpr auto e = number<4>("2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5");
    static constexpr auto k = number<4>("77105C9B20BCD3122823C8CF6FCC7B956DE33814E95B7FE64FED924594DCEAB3");
    static constexpr auto r = number<4>("41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493");
    static constexpr auto s = number<4>("1456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40");
};

struct example_2 {
    static constexpr auto p() {
        return number<8>(
            "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
            "F1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373");
    }
    using field = any_field<example_2>;
    static constexpr bool a_is_minus_3 = false;
    static constexpr unsigned cofactor = 1;
    static constexpr auto a = number<8>("7");
    static constexpr auto b = number<8>(
        "1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC4"
        "361834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC");
    static constexpr auto q = number<8>(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "A82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF");
    static constexpr auto x = number<8>(
        "24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762"
        "FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A");
    static constexpr auto y = number<8>(
        "2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2"
        "C83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E");

    static constexpr auto d = number<8>(
        "BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B102072"
        "E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4");
    static constexpr auto e = number<8>(
        "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C591"
        "7184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C");
    static constexpr auto k = number<8>(
        "359E7F4B1410FEACC570456C6801496946312120B39D019D455986E364F36588"
        "6748ED7A44B3E794434006011842286212273A6D14CF70EA3AF71BB1AE679F1");
    static constexpr auto r = number<8>(
        "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD3"
        "5492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36");
    static constexpr auto s = number<8>(
        "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5"
        "823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A");
};

template <class Example>
octets point_of(const typename Example::field::element& d) {
    const auto point = secret_multiples<Example>::of_base().multiply(d).affine();
    octets raw(16 * Example::field::size, '\0');
    to_little_endian(point.x, reinterpret_cast<unsigned char*>(raw.data()));
    to_little_endian(point.y, reinterpret_cast<unsigned char*>(raw.data()) + raw.size() / 2);
    return raw;
}

template <class Example>
class rfc7091 : public ::testing::Test {};
using examples = ::testing::Types<example_1, example_2>;
TYPED_TEST_SUITE(rfc7091, examples);

TYPED_TEST(rfc7091, signing_with_the_printed_nonce_gives_the_printed_value) {
    ASSERT_TRUE(on_curve(base_point<TypeParam>()));
    const auto made = sign_with<TypeParam>(TypeParam::k, TypeParam::d, TypeParam::e);
    EXPECT_EQ(made.r, TypeParam::r);
    EXPECT_EQ(made.s, TypeParam::s);
}

TYPED_TEST(rfc7091, the_printed_value_verifies_and_no_other) {
    const octets point = point_of<TypeParam>(TypeParam::d);
    const signature_numbers<TypeParam> printed{TypeParam::r, TypeParam::s};
    for (int use = 0; use < 3; ++use)  // without tables, then with
        EXPECT_TRUE(holds(point, TypeParam::e, printed));
    auto other = printed;
    other.s[0] ^= 1;
    EXPECT_FALSE(holds(point, TypeParam::e, other));
    other = printed;
    other.r[2] ^= 4;
    EXPECT_FALSE(holds(point, TypeParam::e, other));
    auto digest = TypeParam::e;
    digest[1] ^= 2;
    EXPECT_FALSE(holds(point, digest, printed));
}

// Botan's vector of the first example has the octets: message and signature value, s || r, big-endian.
TEST(rfc7091_octets, published_vector) {
    const auto file = read_file("../shared/data/corpora/gost/botan/gost_3410_verify.vec");
    if (!file) {
        std::cout << "not there: ../shared/data/corpora/gost/botan\n";
        return;
    }
    const auto field = [&](const std::string& name) {
        const auto at = file.value().find("\n" + name + " = ") + name.size() + 4;
        auto text = file.value().substr(at, file.value().find('\n', at) - at);
        if (text.starts_with("0x")) text.erase(0, 2);
        return *from_hex(text);
    };
    const auto reversed = [](octets value) { return octets(value.rbegin(), value.rend()); };
    const octets point = reversed(field("Px")) + reversed(field("Py"));
    EXPECT_EQ(point, point_of<example_1>(example_1::d));
    const octets value = reversed(field("Signature"));
    const signature_numbers<example_1> numbers{from_little_endian<4>(as_unsigned(value)),
                                               from_little_endian<4>(as_unsigned(value) + 32)};
    EXPECT_TRUE(holds(point, read_digest<example_1>(field("Msg")), numbers));
}

}  // namespace
}  // namespace gw::crypto::kz_gost
