// The three curves y^2 = x^3 + a x + b with their base points, as published. q is the order of the subgroup,
// the curve has cofactor * q points.
#pragma once

#include "crypto/kz_gost/prime_field.hpp"
#include "crypto/kz_gost/scheme.hpp"

namespace gw::crypto::kz_gost {

// RFC 4357 section 11.4, id-GostR3410-2001-CryptoPro-A-ParamSet.
struct crypto_pro_a {
    using field = prime_field<4, 617>;
    static constexpr scheme of = scheme::gost34310_2004;
    static constexpr bool a_is_minus_3 = true;
    static constexpr unsigned cofactor = 1;
    static constexpr auto a = number<4>("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD94");
    static constexpr auto b = number<4>("A6");
    static constexpr auto q = number<4>("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893");
    static constexpr auto x = number<4>("1");
    static constexpr auto y = number<4>("8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14");
};

// RFC 7836 appendix A.2, id-tc26-gost-3410-2012-256-paramSetA in its Weierstrass form.
struct tc26_256_a {
    using field = prime_field<4, 617>;
    static constexpr scheme of = scheme::gost3410_2015_256;
    static constexpr bool a_is_minus_3 = false;
    static constexpr unsigned cofactor = 4;
    static constexpr auto a = number<4>("C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335");
    static constexpr auto b = number<4>("295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513");
    static constexpr auto q = number<4>("400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67");
    static constexpr auto x = number<4>("91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28");
    static constexpr auto y = number<4>("32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C");
};

// RFC 7836 appendix A.1, id-tc26-gost-3410-12-512-paramSetA.
struct tc26_512_a {
    using field = prime_field<8, 569>;
    static constexpr scheme of = scheme::gost3410_2015_512;
    static constexpr bool a_is_minus_3 = true;
    static constexpr unsigned cofactor = 1;
    static constexpr auto a = number<8>(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC4");
    static constexpr auto b = number<8>(
        "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265"
        "EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760");
    static constexpr auto q = number<8>(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275");
    static constexpr auto x = number<8>("3");
    static constexpr auto y = number<8>(
        "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921"
        "DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4");
};

// Calls the function with the curve of the scheme.
template <class Function>
auto with_curve(scheme of, Function&& function) {
    switch (of) {
        case scheme::gost34310_2004:
            return function(crypto_pro_a{});
        case scheme::gost3410_2015_256:
            return function(tc26_256_a{});
        case scheme::gost3410_2015_512:
            break;
    }
    return function(tc26_512_a{});
}

}  // namespace gw::crypto::kz_gost
